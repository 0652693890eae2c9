import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

let home: Home
let table: string

beforeAll(async () => {
  home = await openHome()
  table = join(home.folder, 'people.csv')
  const rows = [
    'thunder.wav,0,5,Donner',
    'siren.ogg,0,5,siren',
    'a-day-in-95-seconds.ogg,23.4,30.15,Donner',
    'a-day-in-95-seconds.ogg,34.65,37.65,siren',
    'a-day-in-95-seconds.ogg,500,501,siren',
    'gone.wav,0,1,siren',
    'flute.wav,0,5,kazoo',
  ]
  await writeFile(table, `file,start,end,label\n${rows.join('\n')}\n`)
  await writeFile(join(home.folder, 'map.csv'), 'Donner,thunder\n')
})
afterAll(() => home.close())

const evaluate = (...args: string[]) =>
  home.run(
    ...['eval', '--annotations', table, '--map', join(home.folder, 'map.csv'), '--archive'],
    ...args,
  )

test('what the archive has heard is compared with labels, without reading audio', async () => {
  const { code, stdout, stderr } = await evaluate('s3://demo', '--label-set', 'sounds', '--json')
  const report = JSON.parse(stdout)
  expect(report).toMatchObject({ model: 'clap-mini', recordings: 4, windowS: 10, failures: [] })
  const thunder = report.labels.find(({ label }: { label: string }) => label === 'thunder')
  expect(thunder).toMatchObject({ positives: 2, averagePrecision: { value: 1 } })
  expect(report.labels).toHaveLength(30)
  expect(code).toBe(3)
  expect(stderr).toContain('1 row is of a recording that is not there, such as gone.wav')
  expect(stderr).toContain('1 row begins after the end of its recording')
  expect(stderr).toContain('1 row has a label that is not asked for, such as kazoo')
})

test('without a label set, their own labels are asked for, below a prefix', async () => {
  const { stdout } = await evaluate('s3://demo/scenes', '--json', '--score', 'similarity')
  const report = JSON.parse(stdout)
  expect(report).toMatchObject({ recordings: 1, score: 'similarity' })
  expect(report.windows).toBeGreaterThanOrEqual(9)
  expect(report.labels.map(({ label }: { label: string }) => label)).toEqual([
    ...['kazoo', 'siren', 'thunder'],
  ])
  expect(report.mean.averagePrecision.interval).toBeNull()
})

test('what is not there is said', async () => {
  const nothing = await evaluate('s3://demo/nothing')
  expect(nothing).toMatchObject({ code: 2, stdout: '' })
  expect(nothing.stderr).toContain('Nothing below s3://demo/nothing has been heard')
  const unknown = await evaluate('s3://demo', '--label-set', 'none')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('There is no label set "none"')
  expect(unknown.stderr).not.toContain('None of the')
})
