// npm run scale -- --help
//
// Many workers on one Postgres and one Redis. Exit code 0 only where they share the work within a tenth, lose nothing when some
// are killed, and stay within the connections that docs/operations.md gives them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readModel } from '@earmark/core'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { startObjectStorage } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import { findFreePort, startPgbouncer, startRealPostgres, startRealRedis } from '@earmark/testing'
import { CORRUPT, makeSounds } from '../faults/make-sounds.js'
import { readOutcome, readProgress, startBatch, waitForEnd } from '../faults/run-batch.js'
import { WorkerProcesses } from '../faults/worker-processes.js'
import { delayAnswers } from './delay-answers.js'
import { readOptions, type ScaleOptions, usage } from './read-options.js'
import { watchConnections } from './watch-connections.js'

const modelDir = fileURLToPath(
  new URL('../../packages/core/test/fixtures/clap-tiny-random', import.meta.url),
)
const BUCKET = 'scale'
const TIMEOUT_MS = 30 * 60_000
/** As docs/operations.md says: of a worker, and of the PgBouncer that stands in front where there are many. */
const CONNECTIONS_A_WORKER = 9
/** The one worker that dispatches listens for what is to be done. */
const CONNECTIONS_OF_LEADER = 1
const CONNECTIONS_OF_POOLER = 50
const WORKERS_WITHOUT_POOLER = 9
/** This program's own. */
const OWN_CONNECTIONS = 2
const UNEVEN = 0.1
/** Of the batch. */
const TOLD_EVERY = 0.1

const closers: (() => unknown)[] = []
function closing<T extends { close: () => unknown }>(opened: T): T {
  closers.push(() => opened.close())
  return opened
}

async function main(options: ScaleOptions): Promise<boolean> {
  const { workers: count, objects, latencyMs } = options
  const folder = await mkdtemp(join(tmpdir(), 'earmark-scale-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const postgres = closing(await startRealPostgres())
  const redis = closing(await startRealRedis())
  const s3 = await startObjectStorage({ dataDir: join(folder, 's3'), port: 0 })
  closers.push(() => s3.stop())
  const storage = closing(createObjectStorage(s3))
  await makeSounds(storage, BUCKET, objects)
  log(`${objects} objects are made, ${CORRUPT} of them no audio`)
  const slow = closing(await delayAnswers(s3.endpoint, latencyMs))
  const isPooled = count > WORKERS_WITHOUT_POOLER
  const pooler = isPooled
    ? closing(await startPgbouncer(postgres.url, 'transaction', CONNECTIONS_OF_POOLER))
    : null
  const { db, pool } = closing(
    connectDatabase({
      url: postgres.url,
      applicationName: 'scale',
      maxConnections: OWN_CONNECTIONS,
    }),
  )
  await migrateDatabase(pool)
  const stopWatching = watchConnections(db)

  const ports = await findPorts(count)
  const workers = new WorkerProcesses(
    {
      ...(process.env as Record<string, string>),
      DATABASE_URL: pooler?.url ?? postgres.url,
      QUEUE_URL: redis.url,
      S3_ENDPOINT: slow.url,
      AWS_REGION: s3.region,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      EARMARK_MODEL: modelDir,
      TMPDIR: folder,
      CHUNK_SIZE: '1',
      WORKER_CONCURRENCY: '1',
      MAX_QUEUED_CHUNKS: String(Math.max(64, 4 * count)),
      INFERENCE_PROCESSES: '1',
      LOG_LEVEL: 'silent',
    },
    count,
    (slot) => ({ METRICS_PORT: String(ports[slot]) }),
  )
  closing(workers)
  await Promise.all(ports.map(untilItHears))
  log(`${count} workers can hear`)

  const model = await readModel(modelDir)
  if (model.kind !== 'clap') throw new Error(`${modelDir} has labels of its own`)
  const batchId = await startBatch(db, model, BUCKET)
  let told = 0
  const until = async (share: number) => {
    for (;;) {
      const progress = (await readProgress(db, batchId, objects)) ?? 0
      if (progress >= told + TOLD_EVERY) {
        told = progress
        log(`${Math.round(100 * progress)} % of the batch`)
      }
      if (progress >= share) return
      await sleep(100)
    }
  }
  await until(0.5)
  const shares = await Promise.all(ports.map(readEnded))
  const redisClients = Number(
    /connected_clients:(\d+)/.exec(await redis.ask('info', 'clients'))?.[1],
  )
  const kills = Math.max(2, Math.ceil(count / 4))
  for (let kill = 0; kill < kills; kill++) {
    await until(0.5 + (0.4 * kill) / kills)
    log(`kill -9 of worker ${workers.killWorker(kill / kills)}`)
  }
  await waitForEnd(db, batchId, TIMEOUT_MS)
  await workers.close()
  const outcome = await readOutcome(db, batchId)
  const connections = (await stopWatching()) - OWN_CONNECTIONS
  const budget = isPooled
    ? CONNECTIONS_OF_POOLER
    : count * CONNECTIONS_A_WORKER + CONNECTIONS_OF_LEADER
  const mean = shares.reduce((sum, share) => sum + share, 0) / count
  const uneven = Math.max(...shares.map((share) => Math.abs(share - mean))) / mean
  console.log(
    `workers=${count} objects=${objects} done=${outcome.done} failed=${outcome.failed} duplicates=${outcome.duplicates} uneven=${(100 * uneven).toFixed(1)}% (${Math.min(...shares)} to ${Math.max(...shares)} objects) killed=${kills} postgres_connections=${connections} of ${budget} redis_connections=${redisClients}`,
  )
  return (
    outcome.done === objects - CORRUPT &&
    outcome.failed === CORRUPT &&
    outcome.duplicates === 0 &&
    uneven <= UNEVEN &&
    connections <= budget
  )
}

async function findPorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await findFreePort())
  return [...ports]
}

async function readFigures(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
}

async function untilItHears(port: number): Promise<void> {
  const hears = async () => /^earmark_inference_processes 1$/m.test(await readFigures(port))
  while (!(await hears().catch(() => false))) await sleep(250)
}

/** @returns objects that a worker has ended, whatever came of them */
async function readEnded(port: number): Promise<number> {
  const lines = (await readFigures(port)).matchAll(/^earmark_items_ended_total\{.*\} (\d+)$/gm)
  return [...lines].reduce((sum, [, ended]) => sum + Number(ended), 0)
}

const startedAt = Date.now()
function log(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}`)
}

async function closeAll(): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(1)))
}
try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) console.log(usage)
  else process.exitCode = (await main(options)) ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await closeAll()
}
