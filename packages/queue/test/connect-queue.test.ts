import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds, openTestDatabase, queueKinds, type TestDatabase } from '@earmark/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type ChunkJob,
  connectQueue,
  type JobWorker,
  type QueueConnection,
  type WorkOptions,
} from '../src/index.js'

/** Both kinds of Postgres, and Redis where there is one. */
const servers = [
  ...databaseKinds().map((kind) => ({
    server: `${kind} Postgres`,
    open: () => openTestDatabase(kind),
  })),
  ...queueKinds()
    .filter((kind) => kind === 'redis')
    .map((server) => ({
      server,
      open: async (): Promise<TestDatabase> => ({
        url: process.env.TEST_REDIS_URL ?? '',
        close: async () => {},
      }),
    })),
]

describe.each(servers)('the queue on $server', ({ server, open }) => {
  let home: TestDatabase
  let connection: QueueConnection
  let workers: JobWorker[] = []

  beforeAll(async () => {
    home = await open()
  })
  afterAll(() => home.close())
  beforeEach(() => {
    const prefix = `test-${randomBytes(6).toString('hex')}`
    connection = connectQueue({ url: home.url, prefix, onError: () => {} })
  })
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close({ graceMs: 0 })))
    workers = []
    await connection.close()
  })

  function work(
    processor: (job: ChunkJob, signal: AbortSignal) => Promise<void>,
    options: Partial<WorkOptions> = {},
  ): JobWorker {
    const worker = connection.work('chunks', processor, {
      concurrency: 1,
      onFailed: () => {},
      ...options,
    })
    workers.push(worker)
    return worker
  }

  const job = (chunkId: number, priority?: number) => ({
    id: `chunk-${chunkId}`,
    data: { batchId: 1, chunkId },
    ...(priority !== undefined && { priority }),
  })
  const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 120_000 })

  test('it says which back end it is', () => {
    expect(connection.backend).toBe(server === 'redis' ? 'redis' : 'postgres')
  })

  test('jobs are worked on once each and leave the queue', async () => {
    const seen: number[] = []
    await connection.queue('chunks').add([1, 2, 3].map((id) => job(id)))
    work(async ({ chunkId }) => void seen.push(chunkId))
    await until(() => expect(seen).toEqual([1, 2, 3]))
    const empty = { waiting: 0, active: 0, delayed: 0 }
    await until(async () => expect(await connection.queue('chunks').counts()).toEqual(empty))
  })

  test('a job that waits already is not added again, and can be once it is finished', async () => {
    const queue = connection.queue('chunks')
    await queue.add([job(1)])
    await queue.add([job(1), job(1)])
    expect(await queue.counts()).toMatchObject({ waiting: 1 })
    let done = 0
    work(async () => void done++)
    await until(() => expect(done).toBe(1))
    await until(async () => expect(await queue.counts()).toMatchObject({ active: 0 }))
    await queue.add([job(1)])
    await until(() => expect(done).toBe(2))
  })

  test('a lower priority number goes first', async () => {
    const seen: number[] = []
    await connection.queue('chunks').add([job(1, 30), job(2, 10), job(3, 20)])
    work(async ({ chunkId }) => void seen.push(chunkId))
    await until(() => expect(seen).toEqual([2, 3, 1]))
  })

  test('a processor that throws is reported, and the next job goes on', async () => {
    const failures: string[] = []
    let done = 0
    await connection.queue('chunks').add([job(1), job(2)])
    const processor = async ({ chunkId }: ChunkJob) => {
      if (chunkId === 1) throw new Error('no luck')
      done++
    }
    work(processor, { onFailed: (error) => failures.push(error.message) })
    await until(() => expect(done).toBe(1))
    expect(failures).toEqual(['no luck'])
    expect(await connection.queue('chunks').counts()).toMatchObject({ waiting: 0, delayed: 0 })
  })

  test('as many jobs run at once as the worker is told', async () => {
    let running = 0
    let most = 0
    let done = 0
    await connection.queue('chunks').add([1, 2, 3, 4, 5, 6].map((id) => job(id)))
    const processor = async () => {
      most = Math.max(most, ++running)
      await sleep(200)
      running--
      done++
    }
    work(processor, { concurrency: 3 })
    await until(() => expect(done).toBe(6))
    expect(most).toBe(3)
  })

  test('a job that runs longer than its lock keeps it, and nobody else gets the job', async () => {
    let starts = 0
    const ends: boolean[] = []
    await connection.queue('chunks').add([job(1)])
    const processor = async (_job: ChunkJob, signal: AbortSignal) => {
      starts++
      await sleep(5_000)
      ends.push(signal.aborted)
    }
    work(processor, { lockDurationMs: 1_000 })
    work(processor, { lockDurationMs: 1_000 })
    await until(() => expect(ends).toHaveLength(1))
    expect({ starts, ends }).toEqual({ starts: 1, ends: [false] })
  })

  test('closing waits for the job at work, and after the grace time tells it to stop', async () => {
    let reason: unknown
    let isStarted = false
    await connection.queue('chunks').add([job(1)])
    const worker = work(async (_job, signal) => {
      isStarted = true
      await sleep(60_000, undefined, { signal }).catch(() => {
        reason = signal.reason
      })
    })
    await until(() => expect(isStarted).toBe(true))
    await worker.close({ graceMs: 100 })
    expect(reason).toMatchObject({ code: 'CANCELLED' })
    expect(await connection.queue('chunks').counts()).toMatchObject({ active: 0, waiting: 0 })
  })

  test('a paused worker finishes what it has, takes nothing new, and goes on when resumed', async () => {
    const seen: number[] = []
    const worker = work(async ({ chunkId }) => void seen.push(chunkId))
    await connection.queue('chunks').add([job(1)])
    await until(() => expect(seen).toEqual([1]))
    await worker.pause()
    await connection.queue('chunks').add([job(2)])
    await sleep(1_500)
    expect(seen).toEqual([1])
    await worker.resume()
    await until(() => expect(seen).toEqual([1, 2]))
  })

  test('jobs that wait can be removed, one by one or all', async () => {
    const queue = connection.queue('chunks')
    await queue.add([job(1), job(2, 5), job(3), { ...job(4), delayMs: 60_000 }])
    await queue.remove(['chunk-1', 'chunk-none'])
    expect(await queue.counts()).toEqual({ waiting: 2, active: 0, delayed: 1 })
    await queue.drain()
    expect(await queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 })
  })

  test('a delayed job waits for its time', async () => {
    let startedAt = 0
    const addedAt = Date.now()
    await connection.queue('chunks').add([{ ...job(1), delayMs: 1_000 }])
    work(async () => {
      startedAt = Date.now()
    })
    await until(() => expect(startedAt).toBeGreaterThan(0))
    expect(startedAt - addedAt).toBeGreaterThanOrEqual(990)
  })

  test('a schedule queues a job again and again until it is taken back', async () => {
    const queue = connection.queue('scans')
    let seen = 0
    const options = { concurrency: 1, onFailed: () => {} }
    workers.push(connection.work('scans', async () => void seen++, options))
    await queue.schedule('watch-7', { everyMs: 500 }, { batchId: 1 })
    await queue.schedule('watch-7', { everyMs: 300 }, { batchId: 1 })
    await until(() => expect(seen).toBeGreaterThanOrEqual(3))
    await queue.unschedule('watch-7')
    await until(async () => expect(await queue.counts()).toMatchObject({ delayed: 0, active: 0 }))
    const last = seen
    await sleep(1_500)
    expect(seen).toBe(last)
  })

  test.each([{ everyMs: 3_600_000 }, { cron: '0 3 * * *', timeZone: 'Europe/Zurich' }])(
    'a schedule that is told again goes on as it was: %o',
    async (schedule) => {
      const queue = connection.queue('scans')
      const seen: number[] = []
      const options = { concurrency: 1, onFailed: () => {} }
      await queue.schedule('watch-8', schedule, { batchId: 1 })
      const worker = connection.work(
        'scans',
        async ({ batchId }) => void seen.push(batchId),
        options,
      )
      workers.push(worker)
      const first = 'everyMs' in schedule ? [1] : []
      await until(() => expect(seen).toEqual(first))
      const rest = { waiting: 0, active: 0, delayed: 1 }
      await until(async () => expect(await queue.counts()).toEqual(rest))
      await worker.close({ graceMs: 0 })
      for (let told = 0; told < 3; told++) await queue.schedule('watch-8', schedule, { batchId: 1 })
      expect(await queue.counts()).toEqual(rest)
      await queue.unschedule('watch-8')
    },
  )

  test('a job is found although the next turn of a schedule is an hour away', async () => {
    const queue = connection.queue('scans')
    const seen: number[] = []
    const options = { concurrency: 1, onFailed: () => {} }
    workers.push(connection.work('scans', async ({ batchId }) => void seen.push(batchId), options))
    await queue.schedule('watch-9', { everyMs: 3_600_000 }, { batchId: 1 })
    await until(() => expect(seen).toEqual([1]))
    await queue.add([{ id: 'after', data: { batchId: 2 } }])
    await until(() => expect(seen).toEqual([1, 2]))
    await queue.unschedule('watch-9')
  })

  test('a payload that is not a job is refused before the processor sees it', async () => {
    const failures: string[] = []
    let seen = 0
    const data = { batchId: 'one' } as unknown as ChunkJob
    await connection.queue('chunks').add([{ id: 'odd', data }])
    work(async () => void seen++, { onFailed: (error) => failures.push(error.message) })
    await until(() => expect(failures).toHaveLength(1))
    expect(seen).toBe(0)
  })

  test.each(['12', 'a:b', ''])('"%s" is refused as the id of a job', async (id) => {
    const added = connection.queue('chunks').add([{ id, data: { batchId: 1, chunkId: 1 } }])
    await expect(added).rejects.toMatchObject({ code: 'INVALID_REQUEST', field: 'id' })
  })

  test.each([0, -1, 1.5, 3_000_000])('%s is refused as a priority', async (priority) => {
    const added = connection.queue('chunks').add([job(1, priority)])
    await expect(added).rejects.toMatchObject({ code: 'INVALID_REQUEST', field: 'priority' })
  })

  test('queues under different prefixes do not see each other', async () => {
    const other = connectQueue({ url: home.url, prefix: 'test-other', onError: () => {} })
    await connection.queue('chunks').add([job(1)])
    expect(await other.queue('chunks').counts()).toMatchObject({ waiting: 0 })
    await other.close()
  })

  test('it answers a ping', async () => {
    await expect(connection.ping()).resolves.toBeUndefined()
  })
})
