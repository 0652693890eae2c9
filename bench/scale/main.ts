// npm run bench:scale -- --objects 1000000
//
// Scans a listing of so many objects, watches memory and the queue meanwhile, asks for progress while workers
// write, measures what claiming a chunk costs, and how much a small batch is slowed down by a large one. Ends
// with one line of JSON.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  claimChunks,
  connectDatabase,
  createApiKey,
  type Database,
  migrateDatabase,
} from '@earmark/db'
import { connectQueue, laneOfModel } from '@earmark/queue'
import { startRealPostgres, startRealRedis } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { type Client, createClient } from '../apps/client.js'
import { residentMb } from '../apps/processes.js'
import { runBench } from '../apps/run-bench.js'
import { startApp } from '../apps/start-app.js'
import { startListingServer } from './listing-server.js'

const SMALL_BATCH = 50
const CLAIMS = 200
const SAMPLE_MS = 250

const { values } = parseArgs({ options: { objects: { type: 'string', default: '1000000' } } })
const objects = Number(values.objects)

await runBench(async (keep) => {
  const listing = keep(await startListingServer(), ({ close }) => close())
  const postgres = keep(await startRealPostgres(), ({ close }) => close())
  const redis = keep(await startRealRedis(), ({ close }) => close())
  const database = keep(
    connectDatabase({ url: postgres.url, applicationName: 'bench', maxConnections: 3 }),
    ({ close }) => close(),
  )
  const queue = keep(connectQueue({ url: redis.url, onError: () => {} }), (it) => it.close())
  const environment = {
    DATABASE_URL: postgres.url,
    QUEUE_URL: redis.url,
    S3_ENDPOINT: listing.endpoint,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    API_PORT: '0',
  }
  await migrateDatabase(database.pool)
  const { key } = await createApiKey(database.db, { name: 'bench' })
  const api = keep(await startApp('api', environment), (app) => app.stop())
  const worker = keep(await startApp('worker', environment), (app) => app.stop())
  const client = createClient(api.url ?? '', key)

  log(`a batch of ${SMALL_BATCH} alone`)
  const aloneMs = await timeSmallBatch(client, 'alone')

  log(`scanning ${objects} objects`)
  const large = await client.createBatch(`s3://objects-${objects}/large/`)
  /** The first model of a fresh database. */
  const chunks = queue.queue('chunks', laneOfModel(1))
  const scan = await watchScan({ client, chunks, redis }, large, [api.pid, worker.pid])
  log(`scanned at ${Math.round(scan.objectsPerS)} objects/s`)

  const progress = await timeProgress(client, large)
  log(`a batch of ${SMALL_BATCH} beside the large one`)
  const besideMs = await timeSmallBatch(client, 'beside')

  await worker.stop()
  const claimLarge = await timeClaims(database.db, large)
  const small = await createPending(database.db, 1_000)
  const claimSmall = await timeClaims(database.db, small, 50)
  console.log(
    JSON.stringify({
      objects,
      scan_objects_per_s: Math.round(scan.objectsPerS),
      queue_jobs_max: scan.queueJobsMax,
      redis_mb_max: round(scan.redisMbMax),
      rss_mb_max: Math.round(scan.rssMbMax),
      claim_ms_p50_small: round(percentile(claimSmall, 0.5)),
      claim_ms_p50_large: round(percentile(claimLarge, 0.5)),
      progress_ms_p99: round(percentile(progress, 0.99)),
      small_batch_slowdown: round(besideMs / aloneMs),
    }),
  )
})

/** From the request to the end of a batch of new small objects, in ms: the median of three. */
async function timeSmallBatch(client: Client, name: string): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const startedAt = performance.now()
    const batchId = await client.createBatch(`s3://objects-${SMALL_BATCH}/${name}-${round}/`)
    while (!(await client.getBatch(batchId)).finishedAt) await sleep(50)
    times.push(performance.now() - startedAt)
    log(`  ${Math.round(times[round] as number)} ms`)
  }
  return percentile(times, 0.5)
}

async function watchScan(
  {
    client,
    chunks,
    redis,
  }: {
    client: Client
    chunks: ReturnType<ReturnType<typeof connectQueue>['queue']>
    redis: Awaited<ReturnType<typeof startRealRedis>>
  },
  batchId: number,
  pids: number[],
) {
  const startedAt = performance.now()
  let [queueJobsMax, redisMbMax, rssMbMax] = [0, 0, 0]
  for (;;) {
    const batch = await client.getBatch(batchId)
    const counts = await chunks.counts()
    queueJobsMax = Math.max(queueJobsMax, counts.waiting + counts.active + counts.delayed)
    redisMbMax = Math.max(redisMbMax, await redis.usedMb())
    for (const pid of pids) rssMbMax = Math.max(rssMbMax, await residentMb(pid))
    if (batch.scanFinished) {
      const objectsPerS = batch.counts.found / ((performance.now() - startedAt) / 1000)
      return { objectsPerS, queueJobsMax, redisMbMax, rssMbMax }
    }
    await sleep(SAMPLE_MS)
  }
}

/** How long GET /v1/batches/{id} takes while the worker writes, in ms. */
async function timeProgress(client: Client, batchId: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < 500; i++) {
    const startedAt = performance.now()
    await client.getBatch(batchId)
    times.push(performance.now() - startedAt)
    await sleep(10)
  }
  return times
}

async function timeClaims(db: Database, batchId: number, count = CLAIMS): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now()
    await claimChunks(db, [{ batchId, size: 16, chunks: 1 }])
    times.push(performance.now() - startedAt)
  }
  return times
}

/** A batch with so many pending items. */
async function createPending(db: Database, count: number): Promise<number> {
  const { rows } = await db.execute<{ id: number }>(sql`
    with batch as (
      insert into earmark.batches (source, state, model_id, window_ms, hop_ms, items_found, scanned_at)
      select '{}', 'running', min(id), 10000, 10000, ${count}, now() from earmark.models returning id
    ), items as (
      insert into earmark.items (batch_id, seq, bucket, key) select id, n, 'b', 'k' || n from batch, generate_series(1, ${count}) n
    )
    select id from batch`)
  return rows[0]?.id as number
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function log(line: string): void {
  process.stderr.write(`${line}\n`)
}
