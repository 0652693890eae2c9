import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Certificates,
  makeCertificates,
  openAccess,
  queueKinds,
  type RedisTopology,
  securedAccess,
  startRedisAlone,
  startRedisCluster,
  startRedisSentinel,
} from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ChunkJob, connectQueue, type QueueConnection } from '../src/index.js'

/** As docs/operations.md says it for the prefix "earmark". */
const LEAST_RIGHTS =
  '~{earmark}:* +@read +@write +@scripting +@transaction +@connection -@dangerous +info +cluster|slots +cluster|info'

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 120_000 })
const job = (chunkId: number, priority?: number) => ({
  id: `chunk-${chunkId}`,
  data: { batchId: 1, chunkId },
  ...(priority !== undefined && { priority }),
})
const EMPTY = { waiting: 0, active: 0, delayed: 0 }

describe.runIf(queueKinds().includes('redis'))('a Redis', () => {
  let certificates: Certificates
  const closers: (() => unknown)[] = []
  const errors: Error[] = []

  beforeAll(async () => {
    certificates = await makeCertificates()
    closers.push(certificates.close)
  })
  afterAll(async () => {
    for (const close of closers.reverse()) await close()
  })

  async function opened(start: Promise<RedisTopology>): Promise<RedisTopology> {
    const topology = await start
    closers.push(topology.close)
    return topology
  }
  function connect(url: string): QueueConnection {
    const queue = connectQueue({ url, onError: (error) => errors.push(error) })
    closers.push(queue.close)
    return queue
  }
  function work(queue: QueueConnection, processor: (job: ChunkJob) => Promise<void>) {
    const failures: Error[] = []
    const worker = queue.work('chunks', processor, {
      concurrency: 4,
      onFailed: (error) => failures.push(error),
    })
    closers.push(() => worker.close({ graceMs: 0 }))
    return failures
  }

  const topologies = {
    'with TLS, and a user of the least rights': () =>
      startRedisAlone(securedAccess(certificates, LEAST_RIGHTS)),
    'cluster of three': () => startRedisCluster(openAccess),
    'cluster of three with TLS, and a user of the least rights': () =>
      startRedisCluster(securedAccess(certificates, LEAST_RIGHTS)),
    'behind a Sentinel, all with passwords': () => startRedisSentinel(),
  }

  test.each(Object.entries(topologies))(
    '%s does all that the queue asks of it',
    async (_, start) => {
      errors.length = 0
      const { url } = await opened(start())
      const queue = connect(url)
      await queue.requireSuitable()
      await queue.ping()
      expect(await queue.findRisk()).toBeNull()
      const chunks = queue.queue('chunks', 'm1')
      await chunks.add([job(90), { ...job(91), delayMs: 3_600_000 }])
      await chunks.remove(['chunk-91'])
      await chunks.drain()
      expect(await chunks.counts()).toEqual(EMPTY)
      await queue.queue('watches').schedule('watch-1', { everyMs: 3_600_000 }, { watchId: 1 })
      await queue.queue('watches').unschedule('watch-1')

      const seen: number[] = []
      const failures = work(queue, async ({ chunkId }) => {
        await sleep(5)
        seen.push(chunkId)
      })
      const ids = Array.from({ length: 100 }, (_, index) => index + 1)
      await queue.queue('chunks').add(ids.map((id) => job(id, 1 + (id % 3))))
      await queue.queue('chunks').add([{ ...job(101), delayMs: 500 }])
      await until(() => expect(seen).toHaveLength(101))
      await until(async () => expect(await queue.queue('chunks').counts()).toEqual(EMPTY))
      expect(new Set(seen)).toEqual(new Set([...ids, 101]))
      expect({ failures, errors }).toEqual({ failures: [], errors: [] })

      const counts = queue.openCounts?.()
      const key = `${counts?.namespace}key`
      expect(await counts?.connection.incr(key)).toBe(1)
      expect(await counts?.connection.pexpire(key, 60_000)).toBe(1)
      counts?.connection.disconnect()
    },
  )

  test('whose master dies behind a Sentinel goes on with the replica, and loses no job', async () => {
    const { url, servers } = await opened(startRedisSentinel())
    const [master, replica] = servers
    const queue = connect(url)
    const waiting = Array.from({ length: 20 }, (_, index) => job(index + 1))
    await queue.queue('chunks').add(waiting)
    await until(async () => {
      const [ours, theirs] = await Promise.all(
        [master, replica].map(async (one) =>
          /master_repl_offset:(\d+)/.exec((await one?.ask('info', 'replication')) ?? ''),
        ),
      )
      expect(theirs?.[1]).toBe(ours?.[1])
    })
    await master?.kill()
    const seen = new Set<number>()
    work(queue, async ({ chunkId }) => void seen.add(chunkId))
    await until(() => expect(seen.size).toBe(20))
    await until(() => queue.queue('chunks').add([job(21)]))
    await until(() => expect(seen.has(21)).toBe(true))
    expect(await replica?.ask('role')).toMatch(/^master/)
  })

  test('of a cluster that throws jobs away on one node alone is told', async () => {
    const { url, servers } = await opened(startRedisCluster(openAccess))
    const queue = connect(url)
    expect(await queue.findRisk()).toBeNull()
    await servers[2]?.ask('config', 'set', 'maxmemory-policy', 'volatile-lru')
    expect(await queue.findRisk()).toContain('maxmemory-policy volatile-lru')
  })

  test('whose certificate another authority signed is not spoken to', async () => {
    const { url } = await opened(startRedisAlone(securedAccess(certificates, LEAST_RIGHTS)))
    for (const wrong of [url.replace(/\?.*/, ''), url.replace(/ca\.crt$/, 'other.crt')]) {
      await expect(connect(wrong).ping()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
    }
    expect(errors.map(({ message }) => message).join()).toMatch(/unable to verify|self.signed/)
  })

  test('does not let a user of the least rights read or change what is not the queue', async () => {
    const { url } = await opened(startRedisAlone(securedAccess(certificates, LEAST_RIGHTS)))
    const { connection } = connect(url).openCounts?.() ?? {}
    closers.push(() => connection?.disconnect())
    for (const refused of [
      connection?.get('other'),
      connection?.flushall(),
      connection?.config('GET', '*'),
      connection?.keys('*'),
    ]) {
      await expect(refused).rejects.toThrow(/NOPERM/)
    }
  })
})
