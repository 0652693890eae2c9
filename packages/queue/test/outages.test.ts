import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type PostgresProcess, startPostgres } from '@earmark/embedded'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectQueue, type JobWorker, type QueueConnection } from '../src/index.js'

/** A server that a test can kill, start again with its data, and empty. */
interface Server {
  url: string
  kill(): Promise<void>
  start(): Promise<void>
  /** Takes the queue's contents away under its users. */
  empty(): Promise<void>
}

const hasRedis = spawnSync('redis-server', ['--version']).status === 0
const servers = [
  { server: 'the embedded Postgres', prepare: preparePostgres },
  ...(hasRedis ? [{ server: 'Redis', prepare: prepareRedis }] : []),
]

let folder: string
let server: Server
let connection: QueueConnection | undefined
let workers: JobWorker[] = []
let errors: Error[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-queue-'))
  errors = []
})

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close({ graceMs: 0 })))
  workers = []
  await connection?.close()
  connection = undefined
  await server.kill()
  await rm(folder, { recursive: true, force: true })
})

function connect(prefix = 'test'): QueueConnection {
  connection = connectQueue({ url: server.url, prefix, onError: (error) => errors.push(error) })
  return connection
}

const job = (chunkId: number) => ({ id: `chunk-${chunkId}`, data: { batchId: 1, chunkId } })
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 120_000 })

describe.each(servers)('$server', ({ prepare }) => {
  beforeEach(async () => {
    server = await prepare()
  })

  test('work goes on after the server was killed and came back, with the jobs that waited', async () => {
    await server.start()
    const queue = connect()
    const seen: number[] = []
    const options = { concurrency: 2, lockDurationMs: 5_000, onFailed: () => {} }
    workers.push(queue.work('chunks', async ({ chunkId }) => void seen.push(chunkId), options))
    await queue.queue('chunks').add([job(1)])
    await until(() => expect(seen).toEqual([1]))
    await workers[0]?.pause()
    await queue.queue('chunks').add([job(2)])
    await server.kill()
    await expect(queue.queue('chunks').add([job(3)])).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      permanent: false,
    })
    await expect(queue.ping()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
    await workers[0]?.resume()
    await server.start()
    await until(() => queue.queue('chunks').add([job(4)]))
    await until(() => expect(seen.toSorted()).toEqual([1, 2, 4]))
    expect(errors.length).toBeGreaterThan(0)
  })

  test('a queue and a worker that are opened before their server start with it', async () => {
    const queue = connect()
    const seen: number[] = []
    const options = { concurrency: 1, onFailed: () => {} }
    workers.push(queue.work('chunks', async ({ chunkId }) => void seen.push(chunkId), options))
    await expect(queue.queue('chunks').add([job(1)])).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    })
    await server.start()
    await until(() => queue.queue('chunks').add([job(2)]))
    await until(() => expect(seen).toContain(2))
  })

  test('a server that never comes back keeps nobody from stopping', async () => {
    await server.start()
    const queue = connect()
    let isStopped = false
    const processor = async (_job: unknown, signal: AbortSignal) => {
      await sleep(60_000, undefined, { signal }).catch(() => {})
      isStopped = true
    }
    const options = { concurrency: 1, onFailed: () => {} }
    const worker = queue.work('chunks', processor, options)
    await queue.queue('chunks').add([job(1)])
    await until(async () => expect((await queue.queue('chunks').counts()).active).toBe(1))
    await server.kill()
    await worker.close({ graceMs: 0 })
    expect(isStopped).toBe(true)
  })

  test('a queue that is emptied tells the job at work, and takes jobs again', async () => {
    await server.start()
    const queue = connect()
    const reasons: unknown[] = []
    const done: number[] = []
    const processor = async ({ chunkId }: { chunkId: number }, signal: AbortSignal) => {
      if (reasons.length === 0) {
        await sleep(60_000, undefined, { signal }).catch(() => reasons.push(signal.reason))
      }
      done.push(chunkId)
    }
    const options = { concurrency: 1, lockDurationMs: 1_500, onFailed: () => {} }
    workers.push(queue.work('chunks', processor, options))
    await queue.queue('chunks').add([job(1)])
    await until(async () => expect((await queue.queue('chunks').counts()).active).toBe(1))
    await server.empty()
    await until(() => expect(reasons).toMatchObject([{ code: 'QUEUE_UNAVAILABLE' }]))
    await queue.queue('chunks').add([job(1), job(2)])
    await until(() => expect(done).toEqual([1, 1, 2]))
  })

  test('the job of a worker that was killed is given to another', async () => {
    await server.start()
    const prefix = `test-${randomBytes(4).toString('hex')}`
    const queue = connect(prefix)
    await queue.queue('chunks').add([job(7)])
    const script = fileURLToPath(new URL('work-until-killed.mjs', import.meta.url))
    const killed = fork(script, [server.url, prefix])
    expect(await once(killed, 'message')).toMatchObject([{ chunkId: 7 }, undefined])
    killed.kill('SIGKILL')
    const seen: number[] = []
    const options = { concurrency: 1, lockDurationMs: 1_500, onFailed: () => {} }
    workers.push(queue.work('chunks', async ({ chunkId }) => void seen.push(chunkId), options))
    await until(() => expect(seen).toEqual([7]))
  })
})

describe.each(hasRedis ? ['allkeys-lru', 'volatile-ttl'] : [])('a Redis with %s', (policy) => {
  test('is reported, since it may throw jobs away', async () => {
    server = await prepareRedis(['--maxmemory-policy', policy])
    await server.start()
    const risks: string[] = []
    connection = connectQueue({
      url: server.url,
      onError: () => {},
      onRisk: (risk) => risks.push(risk),
    })
    await connection.ping()
    await until(() => expect(risks[0]).toContain(`maxmemory-policy ${policy}`))
    expect(await connection.findRisk()).toContain(`maxmemory-policy ${policy}`)
  })
})

/** A data folder that was used once, for tests to copy: making one takes seconds. */
let usedDataDir: { path: string; url: string } | undefined

afterAll(async () => {
  if (usedDataDir) await rm(usedDataDir.path, { recursive: true })
})

async function makeUsedDataDir() {
  const path = await mkdtemp(join(tmpdir(), 'earmark-queue-'))
  const server = await startPostgres({ dataDir: path })
  await server.stop()
  return { path, url: server.url }
}

async function preparePostgres(): Promise<Server> {
  usedDataDir ??= await makeUsedDataDir()
  const port = await findPort()
  const dataDir = join(folder, 'postgres')
  await cp(usedDataDir.path, dataDir, { recursive: true })
  const url = new URL(usedDataDir.url)
  url.port = String(port)
  let running: PostgresProcess | undefined
  return {
    url: url.href,
    start: async () => {
      running = await startPostgres({ dataDir, port })
    },
    kill: async () => {
      if (!running) return
      process.kill(running.pid, 'SIGKILL')
      await running.exited
      running = undefined
    },
    empty: async () => {
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      await client.query('truncate earmark_queue.job, earmark_queue.meta cascade')
      await client.end()
    },
  }
}

async function prepareRedis(options: string[] = []): Promise<Server> {
  const port = await findPort()
  const url = `redis://127.0.0.1:${port}`
  let running: ChildProcess | undefined
  return {
    url,
    start: async () => {
      const fixed = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes']
      running = spawn('redis-server', ['--port', String(port), ...fixed, ...options], {
        stdio: 'ignore',
      })
      const client = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null })
      client.on('error', () => {})
      await client.ping()
      client.disconnect()
    },
    kill: async () => {
      if (!running) return
      const gone = once(running, 'exit')
      running.kill('SIGKILL')
      running = undefined
      await gone
    },
    empty: async () => {
      const client = new Redis(url)
      await client.flushall()
      client.disconnect()
    },
  }
}

async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}
