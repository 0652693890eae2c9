import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ObjectStorageProcess, startObjectStorage } from '@earmark/embedded'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clip, runEarmark, tinyModelDir } from './run-earmark.js'

let folder: string
let server: ObjectStorageProcess
let storage: ObjectStorage
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-upload-'))
  server = await startObjectStorage({ dataDir: join(folder, 's3') })
  storage = createObjectStorage(server)
  env = {
    S3_ENDPOINT: server.endpoint,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  }
})
afterAll(async () => {
  storage.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

let sounds: string
let bucket: string
let buckets = 0

beforeEach(async () => {
  buckets += 1
  bucket = `bucket-${buckets}`
  sounds = join(folder, `sounds-${buckets}`)
  await mkdir(sounds)
})

async function listKeys(): Promise<string[]> {
  const keys: string[] = []
  for await (const page of storage.listObjects({ bucket })) keys.push(...page.map(({ key }) => key))
  return keys
}

/** What file systems and S3 both allow, and programs often break. */
const oddNames = [
  'two words.wav',
  '100 %25 + more.wav',
  'quo\'te"s & <tags>.wav',
  'ünïcödé 音楽 🎵.wav',
  'tab\tand\nline.wav',
  'hash#question?.wav',
  `${'long'.repeat(50)}.wav`,
]

test('makes the bucket, uploads, and the second time skips what is unchanged', async () => {
  await mkdir(join(sounds, 'deep'))
  await copyFile(clip('tone_1s'), join(sounds, 'a.wav'))
  await copyFile(clip('click_100ms'), join(sounds, 'deep/b.WAV'))
  await writeFile(join(sounds, 'notes.txt'), 'not audio')
  const args = ['upload', sounds, `s3://${bucket}/field`, '--json']
  const first = await runEarmark(args, { env })
  expect(first.code).toBe(0)
  expect(JSON.parse(first.stdout)).toEqual({
    ...{ uploaded: 2, skipped: 0, failed: 0, bytes: 105_690 },
    // notes.txt
    leftOut: 1,
  })
  expect(await listKeys()).toEqual(['field/a.wav', 'field/deep/b.WAV'])

  // The same size, another content.
  await copyFile(clip('tone_1s'), join(sounds, 'c.wav'))
  const changed = await runEarmark(args, { env })
  expect(JSON.parse(changed.stdout)).toMatchObject({ uploaded: 1, skipped: 2, failed: 0 })
  await writeFile(join(sounds, 'c.wav'), Buffer.alloc(96_044, 1))
  const again = await runEarmark(args, { env })
  expect(JSON.parse(again.stdout)).toMatchObject({ uploaded: 1, skipped: 2, failed: 0 })
})

test('a large file goes up in parts and is recognised the next time', async () => {
  await writeFile(join(sounds, 'large.wav'), Buffer.alloc(17 * 1024 * 1024, 7))
  const args = ['upload', sounds, `s3://${bucket}`, '--json']
  expect(JSON.parse((await runEarmark(args, { env })).stdout)).toMatchObject({ uploaded: 1 })
  expect((await storage.headObject({ bucket, key: 'large.wav' })).size).toBe(17 * 1024 * 1024)
  expect(JSON.parse((await runEarmark(args, { env })).stdout)).toMatchObject({ skipped: 1 })
})

test('names with spaces, percent signs, quotes, unicode and control characters arrive as they are', async () => {
  for (const name of oddNames) await copyFile(clip('tone_1s'), join(sounds, name))
  const run = await runEarmark(['upload', sounds, `s3://${bucket}/a b+c%20`], { env })
  expect(run).toMatchObject({ code: 0, stderr: expect.any(String) })
  expect(run.stdout).toContain(`uploaded ${oddNames.length}`)
  expect((await listKeys()).sort()).toEqual(oddNames.map((name) => `a b+c%20/${name}`).sort())
  for (const name of oddNames) {
    const heard = await runEarmark(
      [
        ...['classify', `s3://${bucket}/a b+c%20/${name}`, '--labels', 'dog,rain'],
        ...['--model', tinyModelDir, '--json'],
      ],
      { env },
    )
    expect(heard.stderr).toBe('')
    expect(JSON.parse(heard.stdout).duration_s).toBe(1)
  }
})

test('a file whose key would be too long fails alone, with exit code 3', async () => {
  await copyFile(clip('tone_1s'), join(sounds, 'ok.wav'))
  await copyFile(clip('tone_1s'), join(sounds, `${'n'.repeat(100)}.wav`))
  const prefix = 'p/'.repeat(500)
  const run = await runEarmark(['upload', sounds, `s3://${bucket}/${prefix}`], { env })
  expect(run.code).toBe(3)
  expect(run.stderr).toContain('The key has 1104 bytes; S3 allows 1024.')
  expect(run.stdout).toContain('uploaded 1')
})

test('a folder that is not there, and a prefix that is no S3 address, are said', async () => {
  const missing = await runEarmark(['upload', join(sounds, 'no'), `s3://${bucket}`], { env })
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('there is no such file or folder')
  const wrong = await runEarmark(['upload', sounds, 'https://bucket/prefix'], { env })
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('Write it as s3://bucket/key')
})

test('an S3 endpoint that is down is named, in one line', async () => {
  await copyFile(clip('tone_1s'), join(sounds, 'a.wav'))
  const down = { ...env, S3_ENDPOINT: 'http://127.0.0.1:9' }
  const run = await runEarmark(['upload', sounds, `s3://${bucket}`], { env: down })
  expect(run.code).toBe(1)
  expect(run.stderr).toMatch(
    /^earmark: The S3 endpoint http:\/\/127\.0\.0\.1:9 cannot be reached.*\n$/,
  )
})

test('classify says which object is not there, and which bucket', async () => {
  await storage.createBucket(bucket)
  const ask = (key: string) => runEarmark(['classify', `s3://${key}`, '--labels', 'a,b'], { env })
  const object = await ask(`${bucket}/nothing.wav`)
  expect(object.code).toBe(1)
  expect(object.stderr).toContain(`s3://${bucket}/nothing.wav does not exist`)
  const noBucket = await ask('no-such-bucket/x.wav')
  expect(noBucket.code).toBe(1)
  expect(noBucket.stderr).toContain('no-such-bucket')
})
