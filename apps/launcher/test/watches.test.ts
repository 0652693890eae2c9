import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const clips = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/audio/', import.meta.url),
)
const WORDS = ['--labels', 'dog,rain']

let home: Home

beforeAll(async () => {
  home = await openHome(['--no-demo'])
  const folder = join(home.folder, 'new')
  await mkdir(folder)
  await copyFile(join(clips, 'tone_1s.wav'), join(folder, 'tone.wav'))
  await copyFile(join(clips, 'click_100ms.wav'), join(folder, 'click.wav'))
  await ask('upload', folder, 's3://archive/new')
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)
const ask = (...args: string[]) => home.ask(...args)

test('a watch is added, shown, run and ended; its batch is forgotten when it is old', async () => {
  const added = JSON.parse(
    await ask(
      ...['watch', 'add', 'incoming', 's3://archive/new', ...WORDS, '--include', 'tone*'],
      ...['--cron', '0 3 * * *', '--time-zone', 'Europe/Berlin', '--priority', '7', '--json'],
    ),
  )
  expect(added).toMatchObject({
    name: 'incoming',
    source: { prefix: 's3://archive/new', include: ['tone*'] },
    schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
    priority: 7,
  })
  const id = String(added.id)
  const listed = await ask('watch', 'ls')
  expect(listed).toContain('0 3 * * * Europe/Berlin')
  expect(listed).toContain('s3://archive/new (include tone*)')
  expect(await ask('watch', 'show', id)).toMatch(/label sets +dog, rain@1/)

  const batch = JSON.parse(await ask('watch', 'run', id, '--watch', '--json'))
  expect(batch).toMatchObject({ watchId: added.id, counts: { found: 1, done: 1 } })
  expect(JSON.parse(await ask('watch', 'show', id, '--json'))).toMatchObject({
    lastBatchId: batch.id,
  })
  const again = JSON.parse(await ask('watch', 'run', id, '--watch', '--json'))
  expect(again).toMatchObject({ watchId: added.id, counts: { found: 1, skipped: 1 } })

  expect(await ask('watch', 'rm', id)).toBe(`Watch ${id} has ended.\n`)
  expect(await ask('watch', 'ls')).toBe('There are no watches yet.\n')

  expect(await ask('prune', '--older-than', '30d', '--dry-run')).toBe(
    '0 batches would be forgotten.\n',
  )
  // Both are a second old only some commands later.
  await expect
    .poll(() => ask('prune', '--older-than', '1s', '--dry-run'), { timeout: 60_000 })
    .toBe('2 batches would be forgotten.\n')
  expect(JSON.parse(await ask('prune', '--older-than', '1s', '--json'))).toMatchObject({
    batchIds: [batch.id, again.id],
  })
  expect((await run('batch', 'show', String(batch.id))).code).toBe(1)
  expect(JSON.parse(await ask('results', '--json'))).toHaveLength(2)
})

test('what cannot be meant ends with 2, what is not there is named', async () => {
  const add = ['watch', 'add', 'x', 's3://archive/new', ...WORDS]
  const cases: [string[], number, string][] = [
    [[...add, '--every', 'often'], 2, 'It must be a time such as 90s'],
    [[...add, '--every', '1s'], 2, '--every must'],
    [[...add, '--cron', 'soon'], 2, 'cron'],
    [[...add, '--every', '1h', '--cron', '0 3 * * *'], 2, 'cannot be used with option'],
    [[...add, '--time-zone', 'UTC'], 2, '--time-zone goes with --cron'],
    [['watch', 'add', 'x', 'archive', ...WORDS], 2, 'Write it as s3://bucket/key'],
    [['watch', 'add', 'x', 's3://archive'], 2, 'No labels'],
    [['watch', 'show', '999999'], 1, '999999'],
    [['watch', 'rm', '999999'], 1, '999999'],
    [['prune'], 2, '--older-than'],
    [['prune', '--older-than', '30'], 2, 'It must be a time such as 90s'],
  ]
  for (const [args, code, message] of cases) {
    const answer = await run(...args)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code, stdout: '' })
  }
})
