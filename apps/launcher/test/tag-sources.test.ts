import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'
import { runEarmark } from './run-launcher.js'

const clips = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/audio/', import.meta.url),
)
const WORDS = ['--labels', 'dog,rain']

let home: Home

beforeAll(async () => {
  home = await openHome(['--no-demo'])
  const folder = join(home.folder, 'field')
  await mkdir(join(folder, 'deep'), { recursive: true })
  await copyFile(join(clips, 'click_100ms.wav'), join(folder, 'click.wav'))
  await copyFile(join(clips, 'tone_1s.wav'), join(folder, 'tone.wav'))
  await copyFile(join(clips, 'chirp_5s.wav'), join(folder, 'deep/chirp.wav'))
  await home.ask('upload', folder, 's3://archive')
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)

/** The batch or the estimate that the command made. */
async function tag(...args: string[]) {
  const answer = await run('tag', ...args, ...WORDS, '--json')
  expect(answer).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(answer.stdout)
}

test('a dry run counts what the filters leave, and stores nothing', async () => {
  const dry = (...args: string[]) => tag('s3://archive', ...args, '--dry-run')
  expect(await dry()).toMatchObject({ found: 3, isComplete: true, alreadyHeard: 0 })
  expect(await dry('--include', 'deep/**', '--include', 'tone*')).toMatchObject({
    found: 2,
    examples: ['s3://archive/deep/chirp.wav', 's3://archive/tone.wav'],
  })
  expect(await dry('--exclude', '*.wav')).toMatchObject({ found: 0 })
  // The click has 9,646 bytes, the tone 96,044, the chirp more.
  expect(await dry('--min-size', '10kB', '--max-size', '0.1MB')).toMatchObject({
    examples: ['s3://archive/tone.wav'],
  })
  expect(await dry('--modified-after', '2099-01-01')).toMatchObject({ found: 0 })
  expect(await dry('--modified-before', '2099-01-01T00:00+02:00')).toMatchObject({ found: 3 })

  const told = await run('tag', 's3://archive', ...WORDS, '--dry-run')
  expect(told.stdout).toContain('Nothing was stored or queued.')
  expect(told.stdout).toMatch(/objects +3\n/)
  expect((await run('batch', 'ls')).stdout).toBe('There are no batches yet.\n')
})

test('a batch is made with all that the options say', async () => {
  const env = { EARMARK_WEBHOOK_SECRET: 'a secret of a certain length' }
  const args = [
    ...['tag', 's3://archive', ...WORDS, '--json', '--name', 'field'],
    ...['--priority', '8', '--window', '5', '--hop', '2.5', '--keep', '1'],
    ...['--webhook', 'http://127.0.0.1:9/told', '--report-to', 's3://archive/reports/'],
  ]
  const answer = await runEarmark(home.folder, args, { env })
  expect(answer).toMatchObject({ code: 0, stderr: '' })
  expect(answer.stdout).not.toContain(env.EARMARK_WEBHOOK_SECRET)
  expect(JSON.parse(answer.stdout)).toMatchObject({
    ...{ name: 'field', priority: 8, windowS: 5, hopS: 2.5 },
    ...{ webhookUrl: 'http://127.0.0.1:9/told', reportTo: 's3://archive/reports/' },
  })
})

test('a manifest is taken from a file, from stdin and from S3, gzipped or not', async () => {
  const csv = join(home.folder, 'list.csv')
  await writeFile(csv, 'bucket,key\narchive,tone.wav\narchive,deep/chirp.wav\n')
  expect(await tag('--manifest', csv, '--dry-run')).toMatchObject({ found: 2 })

  const ndjson = '"s3://archive/tone.wav"\n'
  const packed = join(home.folder, 'list.ndjson.gz')
  await writeFile(packed, gzipSync(ndjson))
  expect(await tag('--manifest', packed)).toMatchObject({ source: { keys: 1 } })

  const piped = await runEarmark(
    home.folder,
    ['tag', '--manifest', '-', '--manifest-format', 'ndjson', ...WORDS, '--dry-run', '--json'],
    { input: ndjson },
  )
  expect(JSON.parse(piped.stdout)).toMatchObject({ found: 1 })

  const inS3 = await run('tag', '--manifest', 's3://archive/list.csv', ...WORDS, '--watch')
  expect(inS3.code).toBe(1)
  expect(inS3.stderr).toContain('s3://archive/list.csv')
})

test('what cannot be meant ends with 2 and says why', async () => {
  const wrong = join(home.folder, 'wrong.ndjson')
  await writeFile(wrong, '"s3://archive/tone.wav"\n{"key": 7}\n')
  const cases: [string[], string][] = [
    [[], 'received none'],
    [['s3://archive', '--manifest', 'x.csv'], 'received s3://archive and x.csv'],
    [['--manifest', 's3://archive/x.csv', '--include', '*.wav'], 'go with a prefix'],
    [['s3://archive', '--min-size', 'big'], 'It must be a size'],
    [['s3://archive', '--modified-after', '2026-02-30'], 'It must be a day'],
    [['s3://archive', '--modified-after', '2026-02-03T10:00'], 'with its time zone'],
    [['s3://archive', '--webhook', 'http://127.0.0.1:9'], 'needs EARMARK_WEBHOOK_SECRET'],
    [['s3://archive', '--dry-run', '--watch'], 'cannot be used with option'],
    [['s3://archive', '--include', '[ab'], 'has a [ without its ]'],
    [['--manifest', wrong], 'Line 2'],
  ]
  for (const [args, message] of cases) {
    const answer = await run('tag', ...args, ...WORDS)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code: 2, stdout: '' })
  }
  const missing = await run('tag', '--manifest', join(home.folder, 'no.csv'), ...WORDS)
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain('there is no such file or folder')
})
