import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { EarmarkError } from '@earmark/core'
import { createBatch, getBatch } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { scanSource } from '../../src/scan/scan-source.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'

describe.each(databaseKinds())('scanning a source on %s', (database) => {
  let parts: TestWorker
  beforeAll(async () => {
    parts = await openTestWorker({ database, queue: 'postgres' })
  })
  afterAll(() => parts.close())

  const put = (key: string, body: string | Buffer) =>
    parts.storage.putObject({ bucket: BUCKET, key, body: Buffer.from(body) })
  const create = async (source: Record<string, unknown>) =>
    createBatch(parts.db, {
      name: null,
      source,
      modelId: parts.modelId,
      windowMs: 10_000,
      hopMs: 10_000,
      priority: 5,
      keepTop: null,
      apiKeyId: null,
      labelSetIds: [await parts.labelSet('kinds', ['music', 'speech'])],
    })
  const scan = async (batchId: number, signal = new AbortController().signal) => {
    const deps = { ...parts, logger: pino({ level: 'silent' }), maxAttempts: 1 }
    await scanSource(deps, batchId, signal)
    return getBatch(parts.db, batchId)
  }
  const keysOf = async (batchId: number) => {
    const { rows } = await parts.db.execute<{ key: string }>(
      sql`select key from earmark.items where batch_id = ${batchId} order by seq`,
    )
    return rows.map(({ key }) => key)
  }

  test('takes what the globs of a prefix let through', async () => {
    for (const key of ['in/a.wav', 'in/b.txt', 'in/tmp/c.wav']) await put(key, 'x')
    const id = await create({
      prefix: `s3://${BUCKET}/in/`,
      include: ['*.wav'],
      exclude: ['**/tmp/**'],
    })
    expect(await scan(id)).toMatchObject({ state: 'running', scanFinished: true })
    expect(await keysOf(id)).toEqual(['in/a.wav'])
  })

  test('goes on in a manifest behind the last page committed, and adds nothing twice', async () => {
    const keys = Array.from({ length: 2500 }, (_, i) => `${i}.wav`)
    await put('m.csv.gz', gzipSync(keys.map((key) => `${BUCKET},${key}`).join('\n')))
    const id = await create({ manifest: `s3://${BUCKET}/m.csv.gz` })
    const once = new AbortController()
    const stopOnceFound = async () => {
      while (!once.signal.aborted) {
        if (((await getBatch(parts.db, id))?.counts.found ?? 0) > 0) once.abort()
        await sleep(5)
      }
    }
    await Promise.all([scan(id, once.signal).finally(() => once.abort()), stopOnceFound()])
    // Two scans at once: the one that finds its page taken leaves the rest to the other, whichever comes first.
    await Promise.all([scan(id), scan(id)])
    expect(await getBatch(parts.db, id)).toMatchObject({
      scanFinished: true,
      counts: { found: 2500 },
    })
    expect(await keysOf(id)).toEqual(keys)
    const { rows } = await parts.db.execute(
      sql`select count(distinct seq) as n, max(seq) as last from earmark.items where batch_id = ${id}`,
    )
    expect(rows).toEqual([{ n: 2500, last: 2500 }])
  })

  test('says on the batch why the source cannot be read, until it can be', async () => {
    const id = await create({ prefix: `s3://${BUCKET}/in/` })
    let isAway = true
    const storage: TestWorker['storage'] = {
      ...parts.storage,
      listObjects: (...args) => {
        if (isAway) throw new EarmarkError('STORAGE_UNAVAILABLE', 'The server is away.')
        return parts.storage.listObjects(...args)
      },
    }
    const deps = { ...parts, storage, logger: pino({ level: 'silent' }), maxAttempts: 100 }
    const scanning = scanSource(deps, id, new AbortController().signal)
    const reason =
      'The source cannot be read at the moment, and is tried again: The server is away.'
    await vi.waitFor(
      async () =>
        expect(await getBatch(parts.db, id)).toMatchObject({
          state: 'scanning',
          code: 'STORAGE_UNAVAILABLE',
          reason,
        }),
      { timeout: 120_000 },
    )
    isAway = false
    await scanning
    expect(await getBatch(parts.db, id)).toMatchObject({
      state: 'running',
      code: null,
      reason: null,
    })
  })

  test('fails the batch with the line that is malformed', async () => {
    await put('bad.ndjson', `"s3://${BUCKET}/a.wav"\n{"bucket":"${BUCKET}"}\n`)
    const id = await create({ manifest: `s3://${BUCKET}/bad.ndjson` })
    expect(await scan(id)).toMatchObject({
      state: 'failed',
      code: 'INVALID_REQUEST',
      reason: `Line 2 of s3://${BUCKET}/bad.ndjson is malformed: it names no key.`,
    })
  })
})
