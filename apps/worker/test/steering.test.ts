import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cancelBatch, getBatch, pauseBatch, rerunBatch, resumeBatch, retryBatch } from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import { openTestStorage } from '@earmark/testing'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RunningWorker } from '../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from './open-test-worker.js'

const run = promisify(execFile)

describe('steering a batch', () => {
  let parts: TestWorker
  let worker: RunningWorker | null = null
  let labelSetIds: number[]

  beforeAll(async () => {
    parts = await openTestWorker({ database: 'embedded', queue: 'postgres' })
    labelSetIds = [await parts.labelSet('kinds', ['music', 'speech'])]
    // Different minutes of sound, so that a batch of them takes a while.
    for (let i = 0; i < 20; i++) {
      const path = join(tmpdir(), `earmark-steer-${process.pid}-${i}.wav`)
      await run('ffmpeg', [
        '-y',
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `sine=${200 + i * 10}:d=60`,
        '-ar',
        '16000',
        path,
      ])
      // The other ten are for the server that goes away.
      if (i >= 10) continue
      await parts.storage.putObject({
        bucket: BUCKET,
        key: `long/${String(i).padStart(2, '0')}.wav`,
        body: await readFile(path),
      })
    }
  })
  afterEach(async () => {
    await worker?.stop()
    worker = null
  })
  afterAll(() => parts.close())

  const rows = async (query: SQL) => (await parts.db.execute<Record<string, unknown>>(query)).rows
  const createLongBatch = (hopMs: number) =>
    parts.createBatch({ prefix: `s3://${BUCKET}/long/`, labelSetIds, hopMs })
  const hasBegun = (batchId: number) =>
    vi.waitFor(
      async () => expect((await getBatch(parts.db, batchId))?.counts.running).toBeGreaterThan(0),
      120_000,
    )

  test('a paused batch begins nothing new, and goes on when resumed', async () => {
    worker = await parts.startWorker({ CHUNK_SIZE: 2, WORKER_CONCURRENCY: 1 })
    const batchId = await createLongBatch(1_000)
    await hasBegun(batchId)
    expect(await pauseBatch(parts.db, batchId)).toBe(true)
    expect(await pauseBatch(parts.db, batchId)).toBe(false)
    await vi.waitFor(
      async () => expect((await getBatch(parts.db, batchId))?.counts.running).toBe(0),
      120_000,
    )
    const paused = await getBatch(parts.db, batchId)
    expect(paused?.state).toBe('paused')
    expect(paused?.counts.pending).toBeGreaterThan(0)
    expect(await resumeBatch(parts.db, batchId)).toBe(true)
    expect(await parts.waitFor(batchId)).toMatchObject({ state: 'completed', counts: { done: 10 } })
  })

  test('a cancelled batch stops at once, loses no item, and a retry goes on with the rest', async () => {
    worker = await parts.startWorker({ CHUNK_SIZE: 2, WORKER_CONCURRENCY: 1 })
    const batchId = await createLongBatch(1_001)
    await hasBegun(batchId)
    expect(await cancelBatch(parts.db, batchId)).toBe(true)
    const cancelled = await parts.waitFor(batchId)
    expect(cancelled).toMatchObject({ state: 'cancelled', counts: { found: 10, running: 0 } })
    expect(cancelled.counts.done).toBeLessThan(10)
    expect(await rows(sql`select id from earmark.chunks where batch_id = ${batchId}`)).toEqual([])
    await retryBatch(parts.db, batchId, { which: 'failed' })
    expect(await parts.waitFor(batchId)).toMatchObject({
      state: 'completed',
      counts: { done: 10, failed: 0 },
    })
  })

  test('a stopped worker hands back what it has not finished, and another goes on without waiting', async () => {
    worker = await parts.startWorker({ CHUNK_SIZE: 20, WORKER_CONCURRENCY: 1, SHUTDOWN_GRACE_S: 0 })
    const batchId = await createLongBatch(1_002)
    await hasBegun(batchId)
    await worker.stop()
    expect(
      await rows(
        sql`select state from earmark.items where batch_id = ${batchId} and state = 'running'`,
      ),
    ).toEqual([])
    expect(
      await rows(
        sql`select holder from earmark.chunks where batch_id = ${batchId} and holder is not null`,
      ),
    ).toEqual([])
    worker = await parts.startWorker()
    expect(await parts.waitFor(batchId)).toMatchObject({ state: 'completed', counts: { done: 10 } })
  })

  test('a server that is away pauses its batches, which go on by themselves when it is back', async () => {
    const server = await openTestStorage()
    const storage = createObjectStorage(server)
    await storage.createBucket('away')
    for (let i = 0; i < 40; i++) {
      const path = join(tmpdir(), `earmark-steer-${process.pid}-${i % 20}.wav`)
      await storage.putObject({ bucket: 'away', key: `${i}.wav`, body: await readFile(path) })
    }
    storage.close()
    worker = await parts.startWorker({
      S3_ENDPOINT: server.endpoint,
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
      CHUNK_SIZE: 8,
      // As in production: with two, objects that were fetched before and end among those refused could use both up.
      MAX_ATTEMPTS: 8,
    })
    const batchId = await parts.createBatch({ prefix: 's3://away/', labelSetIds, hopMs: 2_000 })
    await hasBegun(batchId)
    await server.stop()
    expect(await parts.waitFor(batchId, ['paused'])).toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      reason: expect.stringMatching(
        /^The bucket away cannot be read: .*goes on when it answers\.$/,
      ),
    })
    await server.start()
    expect(await parts.waitFor(batchId)).toMatchObject({
      state: 'completed',
      counts: { found: 40, failed: 0 },
    })
    await server.close()
  })

  test('failed items can be tried again by code, and counts stay exact', async () => {
    worker = await parts.startWorker()
    const keys = ['later/a.wav', 'later/b.wav', 'long/00.wav']
    await parts.storage.putObject({
      bucket: BUCKET,
      key: 'later/b.wav',
      body: Buffer.from('no audio'),
    })
    const batchId = await parts.createBatch({ keys, labelSetIds })
    expect(await parts.waitFor(batchId)).toMatchObject({ counts: { done: 1, failed: 2 } })
    await parts.storage.putObject({
      bucket: BUCKET,
      key: 'later/a.wav',
      body: await readFile(new URL('../../../demo/signals/morse.wav', import.meta.url)),
    })
    expect(await retryBatch(parts.db, batchId, { which: 'failed', code: 'OBJECT_NOT_FOUND' })).toBe(
      1,
    )
    expect(await parts.waitFor(batchId)).toMatchObject({
      state: 'completed_with_failures',
      counts: { found: 3, done: 2, failed: 1, pending: 0 },
    })
  })

  test('running a batch again finds what is new and skips what was heard', async () => {
    worker = await parts.startWorker()
    const first = await parts.createBatch({ prefix: `s3://${BUCKET}/later/`, labelSetIds })
    await parts.waitFor(first)
    await parts.storage.putObject({
      bucket: BUCKET,
      key: 'later/c.mp3',
      body: await readFile(new URL('../../../demo/nature/wind.mp3', import.meta.url)),
    })
    const again = (await rerunBatch(parts.db, first, { apiKeyId: null })) as number
    expect(await parts.waitFor(again)).toMatchObject({
      counts: { found: 3, done: 1, skipped: 1, failed: 1 },
    })
  })

  test('equal audio under several keys is read once', async () => {
    worker = await parts.startWorker()
    const body = await readFile(new URL('../../../demo/music/flute.wav', import.meta.url))
    for (const key of ['twins/a.wav', 'twins/b.wav'])
      await parts.storage.putObject({ bucket: BUCKET, key, body })
    const one = await parts.createBatch({ prefix: `s3://${BUCKET}/twins/a`, labelSetIds })
    await parts.waitFor(one)
    const both = await parts.createBatch({ prefix: `s3://${BUCKET}/twins/`, labelSetIds })
    expect(await parts.waitFor(both)).toMatchObject({ counts: { done: 0, skipped: 2, windows: 0 } })
    const twins = await rows(
      sql`select label, probability, similarity from earmark.results where key like 'twins/%' order by label, key`,
    )
    expect(twins).toHaveLength(4)
    expect(twins[0]).toEqual(twins[1])
  })

  test('windows are as long as the batch asks for', async () => {
    worker = await parts.startWorker()
    const keys = ['long/01.wav']
    const batchId = await parts.createBatch({ keys, labelSetIds, windowMs: 5_000 })
    expect(await parts.waitFor(batchId)).toMatchObject({ counts: { done: 1, windows: 12 } })
    const windows = await rows(sql`
      select e.start_s, e.end_s from earmark.embeddings e join earmark.hearings h on h.id = e.hearing_id
      where h.window_ms = 5000 order by e.window_index limit 2`)
    expect(windows).toEqual([
      { start_s: 0, end_s: 5 },
      { start_s: 5, end_s: 10 },
    ])
  })
})
