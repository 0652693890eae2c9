import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTestDatabase, openTestQueueUrl, queueKinds, type TestDatabase } from '@earmark/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ChunkJob, connectQueue, type JobWorker, type QueueConnection } from '../src/index.js'

describe.each(queueKinds())('the queue on %s', (kind) => {
  let database: TestDatabase
  let connection: QueueConnection
  let workers: JobWorker[] = []

  beforeAll(async () => {
    database = await openTestDatabase('embedded')
  })
  afterAll(() => database.close())
  beforeEach(() => {
    connection = open()
  })
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close({ graceMs: 0 })))
    workers = []
    await connection.close()
  })

  function open(prefix = `test-${randomBytes(6).toString('hex')}`): QueueConnection {
    return connectQueue({ url: openTestQueueUrl(kind, database), prefix, onError: () => {} })
  }

  function work(
    processor: (job: ChunkJob, signal: AbortSignal) => Promise<void>,
    concurrency = 1,
    onFailed: (error: Error) => void = () => {},
  ): JobWorker {
    const worker = connection.work('chunks', processor, { concurrency, onFailed })
    workers.push(worker)
    return worker
  }

  const job = (chunkId: number, priority?: number) => ({
    id: `chunk-${chunkId}`,
    data: { batchId: 1, chunkId },
    ...(priority !== undefined && { priority }),
  })

  test('jobs are worked on once each and leave the queue', async () => {
    const seen: number[] = []
    await connection.queue('chunks').add([1, 2, 3].map((id) => job(id)))
    work(async ({ chunkId }) => void seen.push(chunkId))
    await vi.waitFor(() => expect(seen).toEqual([1, 2, 3]), 10_000)
    await vi.waitFor(
      async () =>
        expect(await connection.queue('chunks').counts()).toEqual({
          waiting: 0,
          active: 0,
          delayed: 0,
        }),
      10_000,
    )
  })

  test('a job that waits already is not added again, and can be once it is finished', async () => {
    const queue = connection.queue('chunks')
    await queue.add([job(1)])
    await queue.add([job(1), job(1)])
    expect(await queue.counts()).toMatchObject({ waiting: 1 })
    let done = 0
    work(async () => void done++)
    await vi.waitFor(() => expect(done).toBe(1), 10_000)
    await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ active: 0 }), 10_000)
    await queue.add([job(1)])
    await vi.waitFor(() => expect(done).toBe(2), 10_000)
  })

  test('a lower priority number goes first', async () => {
    const seen: number[] = []
    await connection.queue('chunks').add([job(1, 30), job(2, 10), job(3, 20)])
    work(async ({ chunkId }) => void seen.push(chunkId))
    await vi.waitFor(() => expect(seen).toEqual([2, 3, 1]), 10_000)
  })

  test('a processor that throws is reported, and the next job goes on', async () => {
    const failures: string[] = []
    let done = 0
    await connection.queue('chunks').add([job(1), job(2)])
    work(
      async ({ chunkId }) => {
        if (chunkId === 1) throw new Error('no luck')
        done++
      },
      1,
      (error) => failures.push(error.message),
    )
    await vi.waitFor(() => expect(done).toBe(1), 10_000)
    expect(failures).toEqual(['no luck'])
    expect(await connection.queue('chunks').counts()).toMatchObject({ waiting: 0, delayed: 0 })
  })

  test('closing waits for the job at work, and after the grace time tells it to stop', async () => {
    let reason: unknown
    await connection.queue('chunks').add([job(1)])
    let isStarted = false
    const worker = work(async (_job, signal) => {
      isStarted = true
      await sleep(60_000, undefined, { signal }).catch(() => {
        reason = 'stopped'
      })
    })
    await vi.waitFor(() => expect(isStarted).toBe(true), 10_000)
    await worker.close({ graceMs: 100 })
    expect(reason).toBe('stopped')
  })

  test('a payload that is not a job is refused before the processor sees it', async () => {
    const failures: string[] = []
    let seen = 0
    await connection
      .queue('chunks')
      .add([{ id: 'odd', data: { batchId: 'one' } as unknown as ChunkJob }])
    work(
      async () => void seen++,
      1,
      (error) => failures.push(error.message),
    )
    await vi.waitFor(() => expect(failures).toHaveLength(1), 10_000)
    expect(seen).toBe(0)
  })

  test('jobs cannot be added to the queue by an id that Redis and Postgres read differently', async () => {
    await expect(
      connection.queue('chunks').add([{ id: '12', data: { batchId: 1, chunkId: 1 } }]),
    ).rejects.toThrow()
    await expect(
      connection.queue('chunks').add([{ id: 'a:b', data: { batchId: 1, chunkId: 1 } }]),
    ).rejects.toThrow()
  })
})
