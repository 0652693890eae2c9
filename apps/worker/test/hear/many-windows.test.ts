import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseKinds, queueKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { RunningWorker } from '../../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'

const backEnds = databaseKinds().map((database) => ({ database, queue: queueKinds()[0]! }))

describe.each(backEnds)('an object of very many windows, on $database Postgres', (kinds) => {
  let parts: TestWorker
  let worker: RunningWorker

  beforeAll(async () => {
    parts = await openTestWorker(kinds)
    worker = await parts.startWorker()
  })
  afterAll(async () => {
    await worker.stop()
    await parts.close()
  })

  /** Silence in FLAC: hours of it are a few hundred kilobytes. Written into a pipe, it does not say how long it is. */
  async function putSilence(key: string, seconds: number): Promise<void> {
    const source = `anullsrc=r=8000:cl=mono:d=${seconds}`
    const { stdout } = await promisify(execFile)(
      'ffmpeg',
      ['-v', 'error', '-f', 'lavfi', '-i', source, '-f', 'flac', '-'],
      { encoding: 'buffer', maxBuffer: 100_000_000 },
    )
    await parts.storage.putObject({ bucket: BUCKET, key, body: stdout })
  }

  async function tag(key: string) {
    const labelSetIds = [await parts.labelSet(`set of ${key}`, ['dog', 'silence'])]
    const batch = await parts.createBatch({
      keys: [key],
      labelSetIds,
      windowMs: 100,
      hopMs: 100,
    })
    return parts.waitFor(batch)
  }

  test('fails at once beyond MAX_WINDOWS, says so, and leaves no row of it', async () => {
    await putSilence('hours.flac', 3000)
    const batch = await tag('hours.flac')
    expect(batch).toMatchObject({ state: 'completed_with_failures', counts: { failed: 1 } })
    const { rows } = await parts.db.execute(
      sql`select code, message from earmark.failures where key = 'hours.flac'`,
    )
    expect(rows).toEqual([
      {
        code: 'TOO_LONG',
        message: `s3://${BUCKET}/hours.flac is longer than 100.1 s. It would have more than 1,000 windows of 0.1 s, one every 0.1 s. MAX_WINDOWS sets the limit; take longer windows or steps.`,
      },
    ])
    const left = await parts.db.execute(
      sql`select from earmark.hearings union all select from earmark.embeddings`,
    )
    expect(left.rows).toHaveLength(0)
  }, 300_000)

  test('is refused before anything is heard where it says that it has a day', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'earmark-day-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'day.flac')
    const source = 'anullsrc=r=8000:cl=mono:d=86400'
    // Into a file, whose beginning is written again when its length is known.
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, file])
    await parts.storage.putObject({ bucket: BUCKET, key: 'day.flac', body: await readFile(file) })
    expect(await tag('day.flac')).toMatchObject({ counts: { failed: 1, windows: 0 } })
    const { rows } = await parts.db.execute<{ code: string; message: string }>(
      sql`select code, message from earmark.failures where key = 'day.flac'`,
    )
    expect(rows).toMatchObject([
      { code: 'TOO_LONG', message: expect.stringContaining('longer than 100.1 s (86400 s)') },
    ])
  }, 300_000)

  test('is stored whole at MAX_WINDOWS, at the first try', async () => {
    await putSilence('limit.flac', 100)
    expect(await tag('limit.flac')).toMatchObject({
      state: 'completed',
      counts: { done: 1, windows: 1_000 },
    })
    const { rows } = await parts.db.execute(
      sql`select attempts, crashes from earmark.items where key = 'limit.flac'`,
    )
    expect(rows).toEqual([{ attempts: 1, crashes: 0 }])
    const stored = await parts.db.execute<{ n: number }>(
      sql`select count(*)::integer as n from earmark.embeddings`,
    )
    expect(stored.rows[0]?.n).toBe(1_000)
  }, 300_000)
})
