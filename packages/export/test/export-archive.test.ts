import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DuckDBInstance } from '@duckdb/node-api'
import { connectDatabase, type DatabaseConnection, migrateDatabase } from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import {
  databaseKinds,
  openTestDatabase,
  openTestStorage,
  type TestDatabase,
  type TestStorage,
} from '@earmark/testing'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Export, exportArchive } from '../src/index.js'

/** Three objects, one of them with a hostile name, two labels and detections; two objects are heard by a second model. */
const archive = readFileSync(new URL('archive.sql', import.meta.url), 'utf8')

describe.each(databaseKinds())('an export on %s', (kind) => {
  let database: TestDatabase
  let connection: DatabaseConnection
  let s3: TestStorage
  let folder: string

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 1 })
    await migrateDatabase(connection.pool)
    await connection.pool.query(archive)
    s3 = await openTestStorage()
    folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
    await s3.close()
    await rm(folder, { recursive: true })
  })

  const openStorage = () => createObjectStorage({ ...s3, forcePathStyle: true })
  const run = (request: Omit<Export, 'filter'> & { filter?: Export['filter'] }) =>
    exportArchive(
      { db: connection.db, openStorage: async () => openStorage() },
      { filter: {}, ...request },
    )
  async function queryParquet(path: string, query: string) {
    const instance = await DuckDBInstance.create(':memory:')
    const duck = await instance.connect()
    const reader = await duck.runAndReadAll(query.replace('export', `'${path}'`))
    const rows = reader.getRowObjectsJson()
    duck.closeSync()
    instance.closeSync()
    return rows
  }

  test('to Parquet is read back by DuckDB with its types', async () => {
    const to = join(folder, 'results.parquet')
    expect(await run({ kind: 'results', format: 'parquet', to })).toEqual({ rows: 8, files: 1 })
    expect(
      await queryParquet(
        to,
        `select key, label, round(probability, 3) as probability, peak_start_s, similarity,
          typeof(probability) as type, (heard_at at time zone 'UTC')::varchar as heard_at
        from export where model = 'new' and label = 'dog' order by key`,
      ),
    ).toEqual([
      {
        key: '=cmd|calc.wav',
        label: 'dog',
        probability: 0.25,
        peak_start_s: 0,
        similarity: null,
        type: 'FLOAT',
        heard_at: '2026-03-01 12:00:00.123456',
      },
      expect.objectContaining({
        key: 'day/../b.wav',
        probability: 0.5,
        similarity: expect.closeTo(0.3),
      }),
      expect.objectContaining({
        key: 'day/a.wav',
        probability: expect.closeTo(0.9),
        peak_start_s: 10,
      }),
    ])
  })

  test('of embeddings to Parquet has lists of 512 floats', async () => {
    const to = join(folder, 'embeddings.parquet')
    expect(await run({ kind: 'embeddings', format: 'parquet', to })).toEqual({ rows: 7, files: 1 })
    expect(
      await queryParquet(
        to,
        `select typeof(embedding) as type, len(embedding) as length, embedding[1] as first, window_index
        from export where key = 'day/a.wav' and model = 'new' order by window_index`,
      ),
    ).toEqual([
      { type: 'FLOAT[]', length: '512', first: 0.5, window_index: 0 },
      { type: 'FLOAT[]', length: '512', first: 0.25, window_index: 1 },
    ])
  })

  test('without rows still has its columns', async () => {
    const parquet = join(folder, 'none.parquet')
    const filter = { bucket: 'nowhere', keyPrefix: '' }
    await run({ kind: 'results', format: 'parquet', to: parquet, filter })
    expect(await queryParquet(parquet, 'select count(*) as rows, max(label) from export')).toEqual([
      { rows: '0', 'max("label")': null },
    ])
    const csv = join(folder, 'none.csv')
    await run({ kind: 'results', format: 'csv', to: csv, filter })
    expect(await readFile(csv, 'utf8')).toMatch(/^bucket,key,label,probability,[^\n]*\n$/)
  })

  test('to CSV has no formulas, to NDJSON the keys as they are', async () => {
    const filter = { label: 'dog', model: 'new', minProbability: 0.2 }
    const csv = join(folder, 'results.csv')
    await run({ kind: 'results', format: 'csv', to: csv, filter })
    const rows = parse<Record<string, string>>(await readFile(csv, 'utf8'), { columns: true })
    expect(rows.map((row) => row.key)).toEqual(['day/a.wav', "'=cmd|calc.wav", 'day/../b.wav'])
    const ndjson = join(folder, 'results.ndjson')
    await run({ kind: 'results', format: 'ndjson', to: ndjson, filter })
    const lines = (await readFile(ndjson, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).key)).toEqual([
      'day/a.wav',
      '=cmd|calc.wav',
      'day/../b.wav',
    ])
    expect(JSON.parse(lines[0]!)).toMatchObject({
      probability: 0.9,
      label_set: 'sounds',
      heard_at: '2026-03-01T12:00:00.123Z',
    })
  })

  test('of embeddings keeps to objects that a label was kept for', async () => {
    const to = join(folder, 'rain.ndjson')
    const filter = { label: 'rain', minProbability: 0.6 }
    await run({ kind: 'embeddings', format: 'ndjson', to, filter })
    const [line, ...others] = (await readFile(to, 'utf8')).trimEnd().split('\n')
    expect(JSON.parse(line!)).toMatchObject({ key: '=cmd|calc.wav', window_index: 0 })
    expect(JSON.parse(line!).embedding).toHaveLength(512)
    expect(others).toEqual([])
  })

  test('of a batch has its objects and its label sets', async () => {
    const to = join(folder, 'batch.ndjson')
    expect(await run({ kind: 'results', format: 'ndjson', to, filter: { batchId: 1 } })).toEqual({
      rows: 2,
      files: 1,
    })
    expect(await readFile(to, 'utf8')).toMatch(/^{"bucket":"field","key":"day\/a.wav",/)
  })

  test('to Audacity is a label track for each object with detections, in the order of time', async () => {
    const to = join(folder, 'tracks')
    expect(await run({ kind: 'detections', format: 'audacity', to })).toEqual({ rows: 4, files: 2 })
    expect((await readdir(to, { recursive: true })).toSorted()).toEqual([
      'field',
      'field/day',
      'field/day/%2E%2E',
      'field/day/%2E%2E/b.wav.txt',
      'field/day/a.wav.txt',
    ])
    expect(await readFile(join(to, 'field/day/a.wav.txt'), 'utf8')).toBe(
      '0.000000\t10.000000\tdog\n0.000000\t20.000000\train\n10.000000\t20.000000\tdog\n',
    )
  })

  test('to Raven is a selection table of the whole band', async () => {
    const to = join(folder, 'tables')
    await run({
      kind: 'detections',
      format: 'raven',
      to,
      filter: { label: 'dog', bucket: 'field', keyPrefix: 'day/a' },
    })
    const table = await readFile(join(to, 'field/day/a.wav.selections.txt'), 'utf8')
    expect(parse(table, { columns: true, delimiter: '\t' })).toMatchObject([
      {
        Selection: '1',
        View: 'Spectrogram 1',
        Channel: '1',
        'Begin Time (s)': '0.000000',
        'End Time (s)': '10.000000',
        'Low Freq (Hz)': '0.0',
        'High Freq (Hz)': '22050.0',
        Annotation: 'dog',
        'Label Set': 'sounds@1',
      },
      { Selection: '2', 'Begin Time (s)': '10.000000' },
    ])
  })

  test('goes to S3: a stream, a Parquet file and label tracks', async () => {
    const storage = openStorage()
    await storage.createBucket('exports')
    const bucket = 'exports'
    await run({ kind: 'results', format: 'ndjson', to: 's3://exports/r.ndjson' })
    await run({ kind: 'results', format: 'parquet', to: 's3://exports/r.parquet' })
    await run({ kind: 'detections', format: 'audacity', to: 's3://exports/tracks' })
    const { body } = await storage.openObject({ bucket, key: 'r.ndjson' })
    expect((await text(body)).trimEnd().split('\n')).toHaveLength(8)
    const keys = []
    for await (const page of storage.listObjects({ bucket }))
      keys.push(...page.map(({ key }) => key))
    expect(keys).toEqual([
      'r.ndjson',
      'r.parquet',
      'tracks/field/day/%2E%2E/b.wav.txt',
      'tracks/field/day/a.wav.txt',
    ])
    storage.close()
  })

  test.each([
    [{ label: 'cat' }, 'There is no label "cat". The nearest are'],
    [
      { label: 'dog', labelSet: 'other' },
      'There is no label "dog" in label set "other". The nearest',
    ],
    [{ labelSet: 'sounds', labelSetVersion: 9 }, 'There is no label set "sounds@9". The nearest'],
    [{ model: 'newer' }, 'No model is called "newer" here.'],
    [{ batchId: 77 }, 'There is no batch 77.'],
  ])('names what is not there: %j', async (filter, message) => {
    const to = join(folder, 'missing.csv')
    await expect(run({ kind: 'results', format: 'csv', to, filter })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(message),
    })
    expect(await readdir(folder)).not.toContain('missing.csv')
  })

  test.each([
    [{ kind: 'results', format: 'raven', to: 'x' }, 'The format raven is for detections'],
    [{ kind: 'results', format: 'csv', to: 's3://exports' }, 's3://exports names no file'],
    [{ kind: 'results', format: 'csv', to: '/tmp/' }, '/tmp/ names no file'],
    [
      { kind: 'detections', format: 'csv', to: 'x', filter: { minProbability: 0.5 } },
      'Detections have no probability',
    ],
  ] as const)('refuses what makes no sense: %j', async (request, message) => {
    await expect(run(request)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(message),
    })
  })

  test('into a folder that does not exist says so', async () => {
    const to = join(folder, 'no/such/r.csv')
    await expect(run({ kind: 'results', format: 'csv', to })).rejects.toMatchObject({
      code: 'FOLDER_UNWRITABLE',
      message: `${to} could not be written: its folder does not exist.`,
    })
  })

  test('that is stopped leaves nothing behind', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'))
    const before = await readdir(folder)
    for (const format of ['csv', 'parquet'] as const) {
      const to = join(folder, `stopped.${format}`)
      await expect(run({ kind: 'results', format, to, signal: stopped })).rejects.toThrow('stopped')
    }
    expect(await readdir(folder)).toEqual(before)
  })
})
