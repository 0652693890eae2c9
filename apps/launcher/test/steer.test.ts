import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'
import { startEarmark } from './run-launcher.js'

const clips = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/audio/', import.meta.url),
)

let home: Home

beforeAll(async () => {
  home = await openHome(['--no-demo'])
  const folder = join(home.folder, 'field')
  await mkdir(folder)
  await copyFile(join(clips, 'tone_1s.wav'), join(folder, 'tone.wav'))
  await copyFile(join(clips, 'chirp_5s.wav'), join(folder, 'chirp.wav'))
  await writeFile(join(folder, 'lies.wav'), 'this is no audio')
  await ask('upload', folder, 's3://archive/field')
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)
const ask = (...args: string[]) => home.ask(...args)

/** A batch that is at work for a while: none of its objects exists, and each is asked for. */
async function makeLongBatch(): Promise<string> {
  const { apiUrl, apiKey } = JSON.parse(
    await readFile(join(home.folder, 'connection.json'), 'utf8'),
  )
  const keys = Array.from({ length: 20_000 }, (_, i) => `s3://archive/missing/${i}.wav`)
  const response = await fetch(`${apiUrl}/v1/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ source: { keys }, labelSets: [{ labels: ['dog', 'rain'] }] }),
  })
  return String(((await response.json()) as { id: number }).id)
}

test('a batch is paused, given another priority, resumed, cancelled and taken up again', async () => {
  const id = await makeLongBatch()
  expect(JSON.parse(await ask('batch', 'pause', id, '--json'))).toMatchObject({ state: 'paused' })
  const twice = await run('batch', 'pause', id)
  expect(twice).toMatchObject({ code: 1, stdout: '' })
  expect(twice.stderr).toContain(`Batch ${id} is paused and cannot be paused`)
  expect(await ask('batch', 'priority', id, '9')).toContain(`Batch ${id} is paused, priority 9`)
  expect(await ask('batch', 'resume', id)).toContain(`Batch ${id} is running`)
  expect(await ask('batch', 'cancel', id)).toMatch(`Batch ${id} is cancel`)

  const watched = await run('batch', 'watch', id, '--json')
  expect(watched.code).toBe(1)
  const { state, counts } = JSON.parse(watched.stdout)
  expect(state).toBe('cancelled')
  expect(counts.done + counts.failed).toBeLessThan(20_000)

  const again = JSON.parse(await ask('batch', 'retry', id, '--json'))
  expect(again).toMatchObject({ id: Number(id), state: 'running' })
  await ask('batch', 'cancel', id)
})

test('a batch whose model no worker runs says so, once', async () => {
  const id = await makeLongBatch()
  await ask('batch', 'pause', id)
  await ask(
    'sql',
    '--write',
    `with other as (
       insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
       values ('other', '2', 'fp32', 'clap', 20, 48000, 10) returning id
     ) update earmark.batches set model_id = other.id from other where batches.id = ${id}`,
  )
  // Not ask(): the exit code is 3 where some of its objects, none of which exists, were tried before the pause.
  const show = async () => (await run('batch', 'show', id)).stdout
  expect(await show()).toMatch(/state +paused/)
  expect(await show()).not.toContain('No worker')
  await ask('batch', 'resume', id)
  expect(await show()).toContain('No worker runs other 2 at the moment')
  const watching = startEarmark(home.folder, ['batch', 'watch', id])
  await watching.printed('No worker runs other 2')
  await ask('batch', 'cancel', id)
  expect((await watching.exited).stderr.split('No worker runs other 2')).toHaveLength(2)
})

test('what failed is listed, reported and tried again; what has come since is a batch of its own', async () => {
  const tagged = await run('tag', 's3://archive/field', '--labels', 'dog,rain', '--watch', '--json')
  expect(tagged.code).toBe(3)
  const id = String(JSON.parse(tagged.stdout).id)

  const failed = JSON.parse(await ask('batch', 'items', id, '--state', 'failed', '--json'))
  expect(failed).toMatchObject([{ key: 'field/lies.wav', code: 'UNDECODABLE_AUDIO' }])
  expect(await ask('batch', 'items', id, '--limit', '2')).toMatch(/^item .*\n.*\n.*\n$/)
  expect(await ask('batch', 'items', id, '--state', 'running')).toContain('no running items')

  const other = await run('batch', 'retry', id, '--code', 'TOO_LONG', '--watch', '--json')
  expect(JSON.parse(other.stdout)).toMatchObject({ counts: { failed: 1 } })
  const again = await run('batch', 'retry', id, '--prefix', 's3://archive/field', '--watch')
  expect(again.code).toBe(3)
  expect(again.stderr).toContain('UNDECODABLE_AUDIO')

  const missing = await run('batch', 'retry', id, '--missing', '--watch', '--json')
  const rerun = JSON.parse(missing.stdout)
  expect(rerun.id).not.toBe(Number(id))
  expect(rerun.counts).toMatchObject({ found: 3, skipped: 2, failed: 1 })
})

test('the report goes to stdout or into a file that is whole', async () => {
  const [batch] = JSON.parse(await ask('batch', 'ls', '--json', '--limit', '1'))
  const id = String(batch.id)
  const csv = await ask('batch', 'report', id)
  expect(csv.split('\n')[0]).toBe('bucket,key,etag,state,code,message,attempts,durationS,windows')
  expect(csv.trimEnd().split('\n')).toHaveLength(4)

  const folder = join(home.folder, 'reports')
  await mkdir(folder)
  const path = join(folder, 'report.ndjson')
  const told = JSON.parse(await ask('batch', 'report', id, '-o', path, '--json'))
  const text = await readFile(path, 'utf8')
  expect(told).toEqual({ path, bytes: Buffer.byteLength(text) })
  expect(await ask('batch', 'report', id, '--json')).toBe(text)
  const states = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).state)
  expect(states.sort()).toEqual(['failed', 'skipped', 'skipped'])

  const nowhere = await run('batch', 'report', '999999', '-o', path)
  expect(nowhere).toMatchObject({ code: 1, stdout: '' })
  expect(await readFile(path, 'utf8')).toBe(text)
  const noFolder = await run('batch', 'report', id, '-o', join(home.folder, 'no/report.csv'))
  expect(noFolder.code).toBe(1)
  expect(noFolder.stderr).toContain('there is no such file or folder')
  expect(await readdir(folder)).toEqual(['report.ndjson'])
})

test('the report is written to S3 by a worker, where a place can be waited for', async () => {
  const [batch] = JSON.parse(await ask('batch', 'ls', '--json', '--limit', '1'))
  const id = String(batch.id)
  const to = 's3://archive/reports'
  const delivered = await ask(
    ...['batch', 'report', id, '--to', to, '--format', 'ndjson', '--watch', '--json'],
  )
  const place = `${to}/batch-${id}.ndjson`
  expect(JSON.parse(delivered)).toMatchObject({ state: 'delivered', reportTo: place })
  const told = await ask('batch', 'report', id, '--to', `${to}/all.csv`, '--watch')
  expect(told).toBe(`The report is at ${to}/all.csv.\n`)
})

test('wrong usage ends with 2 and says what is allowed', async () => {
  const cases: [string[], string][] = [
    [['batch', 'pause', 'seven'], 'It must be a whole number, at least 1.'],
    [['batch', 'priority', '1', '11'], 'It must be a whole number, 1 to 10.'],
    [['batch', 'items', '1', '--state', 'lost'], 'Allowed choices are pending'],
    [['batch', 'retry', '1', '--missing', '--code', 'X'], 'leave --code and --prefix out'],
    [['batch', 'retry', '1', '--missing', '--all'], 'cannot be used with option'],
    [['batch', 'retry', '1', '--prefix', 'archive'], 'Write it as s3://bucket/key'],
    [['batch', 'report', '1', '--watch'], '--watch goes with --to'],
    [
      ['batch', 'report', '1', '--to', 's3://archive/b.csv', '--format', 'ndjson'],
      '--format ndjson does not go with the name',
    ],
  ]
  for (const [args, message] of cases) {
    const answer = await run(...args)
    expect(answer).toMatchObject({ code: 2, stdout: '' })
    expect(answer.stderr).toContain(message)
  }
})
