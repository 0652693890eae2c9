import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { openTestDatabase, type TestDatabase } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bin, runEarmark } from './run-earmark.js'

const ROWS = 3000

describe('earmark export', () => {
  let database: TestDatabase
  let folder: string

  beforeAll(async () => {
    database = await openTestDatabase('embedded')
    const connection = connectDatabase({ url: database.url, applicationName: 'test' })
    await migrateDatabase(connection.pool)
    await connection.pool.query(`
      insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
      values ('m', 'r1', 'fp32', 'clap', 20, 48000, 10);
      insert into earmark.objects (bucket, key, etag, size, duration_s)
      select 'field', 'folder/' || n || '.wav', md5(n::text), 1, 10 from generate_series(1, ${ROWS}) n;
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select id, 1, 10000, 10000, 1 from earmark.objects;
      insert into earmark.label_sets (name, version, template, content_sha256) values ('sounds', 1, '{}', 'x');
      insert into earmark.labels (label_set_id, position, name, prompts) values (1, 0, 'dog', '{dog}');
      insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
      select id, 1, id / ${ROWS}.0, 0.1, 1, 0 from earmark.hearings`)
    await connection.close()
    folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  })
  afterAll(async () => {
    await database.close()
    await rm(folder, { recursive: true })
  })

  const runExport = (...args: string[]) =>
    runEarmark(['export', ...args], { env: { DATABASE_URL: database.url }, cwd: folder })

  test('writes a file beside the working directory and says how much is in it', async () => {
    const run = await runExport('results', '--label', 'dog', '--format', 'csv', '-o', 'dogs.csv')
    expect(run).toEqual({ code: 0, stdout: '', stderr: 'Wrote 3,000 rows to dogs.csv.\n' })
    const lines = (await readFile(join(folder, 'dogs.csv'), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(ROWS + 1)
  })

  test('writes to stdout where the place is -, and no file of that name', async () => {
    const run = await runExport('results', '--label', 'dog', '--format', 'csv', '-o', '-')
    expect(run).toMatchObject({ code: 0, stderr: 'Wrote 3,000 rows to stdout.\n' })
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(ROWS + 1)
    expect(await readdir(folder)).not.toContain('-')
    const tracks = await runExport('detections', '--format', 'raven', '-o', '-')
    expect(tracks).toMatchObject({ code: 2, stdout: '' })
    expect(tracks.stderr).toContain('name a folder in place of -')
  })

  test('filters by label set and version, prefix and probability', async () => {
    const filter = ['--label-set', 'sounds@1', '--prefix', 's3://field/folder/1']
    const args = ['results', ...filter, '--min-probability', '0.5', '--format', 'ndjson']
    expect(await runExport(...args, '-o', 'some.ndjson')).toMatchObject({ code: 0 })
    const lines = (await readFile(join(folder, 'some.ndjson'), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(500)
  })

  test.each([
    [['results', '--format', 'raven', '-o', 'x'], 2, 'is for detections'],
    [['results', '--format', 'csv', '-o', 'x', '--label', 'cat'], 2, 'There is no label "cat"'],
    [['loudness', '--format', 'csv', '-o', 'x'], 2, "unknown command 'loudness'"],
    [['results', '--format', 'xlsx', '-o', 'x'], 2, 'parquet, csv, ndjson, audacity, raven'],
    [['results', '--format', 'csv', '-o', 'no/x.csv'], 1, 'its folder does not exist'],
  ])('%j ends with %i and says why', async (args, code, message) => {
    const run = await runExport(...args)
    expect(run.code).toBe(code)
    expect(run.stderr).toContain(message)
  })

  test.each(['csv', 'parquet'])(
    'leaves what was there where a %s file cannot grow',
    async (format) => {
      const name = `full.${format}`
      const before = new Set(await readdir(folder)).add(name)
      await writeFile(join(folder, name), 'the one before')
      // Files of at most 16 KB (or 32, where the shell counts so) stand for a full disk: the same write fails.
      const command = `ulimit -f 32; exec "$0" "$@" export results --format ${format} -o ${name}`
      const run = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
        execFile(
          'sh',
          ['-c', command, process.execPath, bin],
          { cwd: folder, env: { PATH: process.env.PATH, DATABASE_URL: database.url } },
          (error, _, stderr) => resolve({ code: error?.code ?? 0, stderr }),
        )
      })
      expect(run).toEqual({
        code: 1,
        stderr: `earmark: ${join(folder, name)} could not be written: the file grew larger than the system allows.\n`,
      })
      expect(await readFile(join(folder, name), 'utf8')).toBe('the one before')
      expect(new Set(await readdir(folder))).toEqual(before)
    },
  )
})
