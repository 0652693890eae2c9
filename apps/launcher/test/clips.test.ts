import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const run = promisify(execFile)
const golden = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/audio/', import.meta.url),
)

let home: Home
const at = (...parts: string[]) => join(home.folder, ...parts)
const exportClips = (...args: string[]) => home.run('export', 'clips', ...args)

async function samplesOf(file: string, ...cut: string[]): Promise<Buffer> {
  const args = ['-v', 'error', ...cut, '-i', file, '-f', 's16le', '-c:a', 'pcm_s16le', '-']
  return (await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1e9 })).stdout
}

beforeAll(async () => {
  home = await openHome(['--no-demo'])
  await mkdir(at('sounds', 'field'), { recursive: true })
  await copyFile(join(golden, 'mixed_10s.wav'), at('sounds', 'field', 'mixed.wav'))
  await copyFile(join(golden, 'chirp_5s.wav'), at('sounds', 'field', 'chirp.wav'))
  await home.ask('upload', at('sounds'), 's3://archive')
  await home.ask(
    ...['tag', 's3://archive', '--labels', 'bird,engine noise', '--label-set', 'two'],
    ...['--window', '2', '--hop', '2', '--watch'],
  )
})
afterAll(() => home.close())

test('clips are cut where a label is heard best, in a folder a label, with a table of all', async () => {
  const { code, stderr } = await exportClips(
    '--label-set',
    'two',
    '--pad',
    '0.5',
    '-o',
    at('clips'),
  )
  expect(stderr).toMatch(/^4 clips of 2 labels in /)
  expect(code).toBe(0)
  expect((await readdir(at('clips'))).sort()).toEqual([
    ...['bird', 'engine noise', 'metadata.csv', 'selections.txt'],
  ])
  const [header, ...rows] = (await readFile(at('clips', 'metadata.csv'), 'utf8')).trim().split('\n')
  expect(header).toMatch(/^file_name,label,bucket,key,start_s,end_s/)
  expect(rows).toHaveLength(4)
  for (const row of rows) {
    const [name = '', label, bucket, key, start, end] = row.split(',')
    expect(name.startsWith(`${label}/`)).toBe(true)
    expect(bucket).toBe('archive')
    const length = String(Number(end) - Number(start))
    const original = at('sounds', ...key!.split('/'))
    const wanted = await samplesOf(original, '-ss', start!, '-t', length)
    expect(await samplesOf(at('clips', name))).toEqual(wanted)
  }
})

test('a run that was stopped goes on: what is there is left as it is', async () => {
  const [name = ''] = await readdir(at('clips', 'bird'))
  const kept = await stat(at('clips', 'engine noise'))
  await rm(at('clips', 'bird', name))
  const { stderr } = await exportClips('--label-set', 'two', '--pad', '0.5', '-o', at('clips'))
  expect(stderr).toMatch(/^4 clips of 2 labels in .*, 3 of them there before\.$/m)
  expect((await stat(at('clips', 'engine noise'))).mtimeMs).toBe(kept.mtimeMs)
  expect(await readdir(at('clips', 'bird'))).toContain(name)
})

test('clips go to S3, and are found there again', async () => {
  const args = ['--label', 'bird', '--format', 'opus', '-o', 's3://archive/clips']
  expect((await exportClips(...args)).stderr).toMatch(/^2 clips of 1 label in s3:/)
  expect((await exportClips(...args)).stderr).toMatch(/2 of them there before/)
})

test('an object that was overwritten since is said, and the others are cut', async () => {
  const upload = async (...clips: string[]) => {
    await mkdir(at('fragile'), { recursive: true })
    for (const [n, clip] of clips.entries()) {
      await copyFile(join(golden, `${clip}.wav`), at('fragile', `${n}.wav`))
    }
    await home.ask('upload', at('fragile'), 's3://fragile')
  }
  await upload('tone_1s', 'noise_3s3')
  await home.ask('tag', 's3://fragile', '--label-set', 'two', '--watch')
  await upload('click_100ms')
  const prefix = ['--prefix', 's3://fragile/']
  const { code, stderr } = await exportClips('--label', 'bird', ...prefix, '-o', at('later'))
  expect(stderr).toMatch(/^1 clip of 1 label in /)
  expect(stderr).toMatch(/^s3:\/\/fragile\/0\.wav: /m)
  expect(stderr).toContain('1 clip could not be cut.')
  expect(code).toBe(3)
})

test('what is asked for wrongly is said, and nothing is written where nothing fits', async () => {
  expect(await exportClips('-o', at('none'))).toMatchObject({ code: 2 })
  const detections = ['--label', 'bird', '--at', 'detections', '-o', at('none')]
  expect((await exportClips(...detections, '--min-probability', '0.5')).code).toBe(2)
  const { code, stderr } = await exportClips(
    '--label',
    'bird',
    '--min-probability',
    '1',
    '-o',
    at('none'),
  )
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'Nothing was heard that fits: no clip was written.\n',
  })
  await expect(stat(at('none'))).rejects.toThrow('ENOENT')
})
