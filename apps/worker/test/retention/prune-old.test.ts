import { readFile } from 'node:fs/promises'
import { getBatch } from '@earmark/db'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'

let parts: TestWorker

beforeAll(async () => {
  parts = await openTestWorker({ database: 'embedded', queue: 'postgres' })
  const body = await readFile(new URL('../../../../demo/signals/morse.wav', import.meta.url))
  await parts.storage.putObject({ bucket: BUCKET, key: 'a.wav', body })
})
afterAll(() => parts.close())

test('a worker with RETENTION_DAYS forgets the batches that ended before, and keeps what was heard', async () => {
  const labelSetIds = [await parts.labelSet('kinds', ['music', 'speech'])]
  const first = await parts.startWorker()
  const old = await parts.createBatch({ keys: ['a.wav'], labelSetIds })
  const recent = await parts.createBatch({ keys: ['a.wav'], labelSetIds })
  for (const id of [old, recent]) await parts.waitFor(id, ['completed'])
  await first.stop()
  await parts.db.execute(
    sql`update earmark.batches set finished_at = now() - interval '3 days' where id = ${old}`,
  )

  const second = await parts.startWorker({ RETENTION_DAYS: 2 })
  await vi.waitFor(async () => expect(await getBatch(parts.db, old)).toBeNull(), 120_000)
  await second.stop()
  expect(await getBatch(parts.db, recent)).toMatchObject({ state: 'completed' })
  const { rows } = await parts.db.execute(sql`select 1 from earmark.results`)
  expect(rows).toHaveLength(2)
})
