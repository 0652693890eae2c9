import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDatabase } from '@earmark/db'
import { startPostgres } from '@earmark/embedded'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLauncher } from './run-launcher.js'

let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'earmark-once-'))
})
afterAll(() => rm(home, { recursive: true }))

/** Everything that was heard, to the bit, as one number. */
async function fingerprint(): Promise<unknown> {
  const postgres = await startPostgres({ dataDir: join(home, 'postgres') })
  const { pool, close } = connectDatabase({ url: postgres.url, applicationName: 'test' })
  try {
    const { rows } = await pool.query(
      `select
        (select count(*) from earmark.hearings) as hearings,
        (select max(heard_at)::text from earmark.hearings) as heard_at,
        (select md5(string_agg(e::text, ' ' order by hearing_id, window_index)) from earmark.embeddings e) as embeddings,
        (select md5(string_agg(c::text, ' ' order by hearing_id, label_id)) from earmark.classifications c) as classifications`,
    )
    return rows[0]
  } finally {
    await close()
    await postgres.stop()
  }
}

test('--once names 30 of 30 demo sounds; run again, it decodes nothing and changes no row', async () => {
  const first = await startLauncher(home, ['--once']).exited
  expect(first.code).toBe(0)
  expect(first.stdout).toContain('31 uploaded, 0 were there')
  expect(first.stdout).toContain('31 heard, 0 heard before, 0 failed')
  expect(first.stdout).toContain('30 of 30 named as in demo/truth.json.')
  const heard = await fingerprint()
  expect(heard).toMatchObject({ hearings: 31 })

  const second = await startLauncher(home, ['--once']).exited
  expect(second.code).toBe(0)
  expect(second.stdout).toContain('0 uploaded, 31 were there')
  expect(second.stdout).toContain('0 heard, 31 heard before, 0 failed')
  expect(second.stdout).toContain('30 of 30 named as in demo/truth.json.')
  expect(await fingerprint()).toEqual(heard)

  // The key of the first start is still the key.
  const keyOf = (output: string) => /key +(em_\S+)/.exec(output)?.[1]
  expect(keyOf(second.stdout)).toBe(keyOf(first.stdout))
  expect(keyOf(first.stdout)).toMatch(/^em_.{40,}$/)
})

test('what the command line needs is written for the owner alone', async () => {
  const file = join(home, 'connection.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toEqual([
    'apiUrl',
    'apiKey',
    'databaseUrl',
    's3',
  ])
})

test('a variable that is wrong is said before anything starts', async () => {
  const { code, stdout, stderr } = await startLauncher(home, ['--what']).exited
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain("Unknown option '--what'")
})
