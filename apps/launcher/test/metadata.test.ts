import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PutObjectTaggingCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const golden = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/audio/mixed_10s.wav', import.meta.url),
)

let home: Home
const ask = (...args: string[]) => home.ask(...args)
const at = (name: string) => join(home.folder, name)
const thunder = ['--label', 'thunder', '--label-set', 'sounds']

beforeAll(async () => {
  home = await openHome()
  await mkdir(at('field'))
  await copyFile(golden, at('field/20240131_053000.wav'))
  await ask('upload', at('field'), 's3://demo/field')
  await ask('tag', 's3://demo/field', '--label-set', 'sounds', '--watch')
  await ask('calibrate', 'sounds', '--z', '2', '--watch')
  await writeFile(
    at('sites.csv'),
    'prefix,key,site\nnature/,,Forest\ncity/,,Town\nfield/,,Field\n,gone.wav,Nowhere\n',
  )
})
afterAll(() => home.close())

test('a table is kept, what no object has is said, and a line that is wrong keeps nothing', async () => {
  const kept = await ask('metadata', 'import', at('sites.csv'), '--bucket', 'demo')
  expect(kept).toContain('Kept what 4 rows of')
  expect(kept).toContain('1 key or prefix of them no object has so far, such as s3://demo/gone.wav')
  await writeFile(at('wrong.ndjson'), '{"key":"a","site":"x"}\n{"key":"a","site":"y"}\n')
  const wrong = await home.run('metadata', 'import', at('wrong.ndjson'), '--bucket', 'demo')
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('Line 2 of')
  expect(wrong.stderr).toContain('it is of the same key as line 1.')
})

test('when objects were recorded is counted, and read by a rule until it is forgotten', async () => {
  expect(await ask('metadata', 'status')).toContain('1 by their keys')
  const rule = ['s3://demo/field', '--pattern', 'audiomoth', '--time-zone', 'Europe/Berlin']
  const set = await ask('metadata', 'rule', ...rule)
  const [, id = ''] = /^Rule (\d+) is set\./.exec(set) ?? []
  expect(await ask('metadata', 'rules')).toContain('Europe/Berlin')
  const hours = JSON.parse(await ask('activity', ...thunder, '--json'))
  expect(hours.items).toEqual([
    { site: 'Field', at: '04', detections: expect.any(Number), ...seconds },
  ])
  expect(await ask('metadata', 'forget-rule', id)).toBe(`Rule ${id} is forgotten.\n`)
})

const seconds = { detectedS: expect.any(Number), recordedS: 10 }

test('activity is by hour or day, at each site, as a table or CSV', async () => {
  const table = await home.run('activity', ...thunder)
  expect(table.stdout).toMatch(/^Field +05 /m)
  expect(table.stderr).toContain('objects are left out, since nothing says when')
  const csv = await ask('activity', ...thunder, '--by', 'date', '--field', 'site=Field', '--csv')
  expect(csv).toMatch(/^site,at,detections,detectedS,recordedS\nField,2024-01-31,/)
  const elsewhere = ['--field', 'site=Nowhere']
  expect(await ask('activity', ...thunder, ...elsewhere)).toContain('Nothing was recorded then')
})

test('tags of objects in S3 become fields, of those that have some', async () => {
  const { s3 } = JSON.parse(await readFile(at('connection.json'), 'utf8'))
  const { endpoint, region, accessKeyId, secretAccessKey } = s3
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  const TagSet = [
    { Key: 'recorder', Value: 'AM-17' },
    { Key: 'a=b', Value: 'Süd & "x"' },
  ]
  const tagged = { Bucket: 'demo', Key: 'city/siren.ogg', Tagging: { TagSet } }
  await client.send(new PutObjectTaggingCommand(tagged))
  client.destroy()
  const read = await home.run('metadata', 'read-tags', 's3://demo/city/')
  expect(read).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^Kept the tags of 1 object; \d+ objects below s3:\/\/demo\/city\/ have none\.$/m,
    ),
  })
  const rows = await ask(
    ...['sql', '--json'],
    "select key, metadata->>'recorder' as recorder, metadata->>'a_b' as ab, site from earmark.objects_info where metadata ? 'recorder'",
  )
  expect(JSON.parse(rows)).toEqual([
    { key: 'city/siren.ogg', recorder: 'AM-17', ab: 'Süd & "x"', site: 'Town' },
  ])
  const missing = await home.run('metadata', 'read-tags', 's3://no-such-bucket')
  expect(missing.code).not.toBe(0)
  expect(missing.stderr).toContain('The bucket no-such-bucket does not exist')
})

test('results, detections and exports are asked by field and time', async () => {
  const keysOf = (rows: { key: string }[]) => [...new Set(rows.map(({ key }) => key))].sort()
  const list = async (...args: string[]) => keysOf(JSON.parse(await ask(...args, '--json')))
  const detections = ['detections', ...thunder]
  const all = await list(...detections)
  const inForest = all.filter((key) => key.startsWith('nature/'))
  expect(inForest.length).toBeGreaterThan(0)
  expect(await list(...detections, '--field', 'site=Forest')).toEqual(inForest)
  expect(await list(...detections, '--field', 'site=Nowhere')).toEqual([])
  expect(await list(...detections, '--recorded-to', '2024-01-31')).toEqual([])
  const day = ['--recorded-from', '2024-01-31', '--recorded-to', '2024-02-01']
  const recording = ['field/20240131_053000.wav']
  expect(await list('results', '--label-set', 'sounds', ...day)).toEqual(recording)

  const rowsOf = async (kind: string, ...args: string[]) => {
    const text = await ask('export', kind, '--format', 'ndjson', '-o', '-', ...args)
    const lines = text.split('\n').filter((line) => line !== '')
    return keysOf(lines.map((line) => JSON.parse(line)))
  }
  expect(await rowsOf('detections', ...thunder, '--field', 'site=Forest')).toEqual(inForest)
  expect(await rowsOf('results', '--label-set', 'sounds', ...day)).toEqual(recording)
  expect(await rowsOf('results', '--field', 'site=Nowhere')).toEqual([])
})
