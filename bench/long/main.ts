// npm run bench:long -- --hours 6
//
// Hears an object of one minute, one of so many hours, and cancels a batch in the middle of the long one, with a worker as
// built beside a real Postgres and Redis. Ends with one line of JSON; exit code 1 where the long object was begun twice.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connectDatabase, createApiKey, listItems, migrateDatabase } from '@earmark/db'
import { startObjectStorage } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import { startRealPostgres, startRealRedis } from '@earmark/testing'
import { type Client, createClient } from '../apps/client.js'
import { residentMb, treeOf } from '../apps/processes.js'
import { startApp } from '../apps/start-app.js'
import { cutRecording, makeRecording } from './make-recording.js'

const BUCKET = 'long'
const SAMPLE_MS = 100

const { values } = parseArgs({ options: { hours: { type: 'string', default: '6' } } })
const hours = Number(values.hours)
if (!(hours > 0 && hours <= 24))
  throw new Error(`--hours is ${values.hours}: give more than 0, up to 24.`)

const folder = await mkdtemp(join(tmpdir(), 'earmark-long-'))
const s3 = await startObjectStorage({ dataDir: join(folder, 's3') })
const storage = createObjectStorage(s3)
const postgres = await startRealPostgres()
const redis = await startRealRedis()
const database = connectDatabase({ url: postgres.url, applicationName: 'bench', maxConnections: 3 })
const environment = {
  DATABASE_URL: postgres.url,
  QUEUE_URL: redis.url,
  S3_ENDPOINT: s3.endpoint,
  AWS_REGION: s3.region,
  AWS_ACCESS_KEY_ID: s3.accessKeyId,
  AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  API_PORT: '0',
  INFERENCE_PROCESSES: '1',
}
try {
  await migrateDatabase(database.pool)
  const { key } = await createApiKey(database.db, { name: 'bench' })
  await storage.createBucket(BUCKET)
  const upload = async (name: string, path: string) =>
    storage.putObject({ bucket: BUCKET, key: `${name}/a.mp3`, body: await readFile(path) })
  log(`making recordings of a minute and of ${hours} hours`)
  const [minute, long, other] = ['minute', 'hours', 'other'].map((name) =>
    join(folder, `${name}.mp3`),
  )
  await makeRecording(minute as string, 60)
  await makeRecording(long as string, hours * 3600)
  // As long, yet another object: an equal one would not be decoded again.
  await cutRecording(long as string, other as string, hours * 3600 - 1)
  await upload('minute', minute as string)
  await upload('hours', long as string)
  await upload('cancelled', other as string)
  const api = await startApp('api', environment)
  const worker = await startApp('worker', environment)
  const client = createClient(api.url ?? '', key)
  try {
    const short = await hear(client, worker.pid, 'minute')
    log(`a minute: ${short.seconds.toFixed(1)} s, ${Math.round(short.rssMb)} MB`)
    const long = await hear(client, worker.pid, 'hours')
    log(`${hours} hours: ${long.seconds.toFixed(1)} s, ${Math.round(long.rssMb)} MB`)
    const cancelS = await cancelHalfway(client, long.seconds / 2)
    log(`cancelled after ${cancelS.toFixed(1)} s`)
    console.log(
      JSON.stringify({
        hours,
        windows: long.windows,
        seconds: Math.round(long.seconds),
        rss_mb_minute: Math.round(short.rssMb),
        rss_mb_long: Math.round(long.rssMb),
        rss_mb_growth: Math.round(long.rssMb - short.rssMb),
        attempts: long.attempts,
        cancel_s: Math.round(cancelS * 10) / 10,
      }),
    )
    if (long.attempts !== 1) process.exitCode = 1
  } finally {
    await worker.stop()
    await api.stop()
  }
} finally {
  await database.close()
  await redis.close()
  await postgres.close()
  storage.close()
  await s3.stop()
  await rm(folder, { recursive: true, force: true })
}

/** Tags one object. The memory is the most that the worker and all processes below it held together. */
async function hear(client: Client, workerPid: number, prefix: string) {
  const startedAt = performance.now()
  const batchId = await client.createBatch(`s3://${BUCKET}/${prefix}/`)
  let rssMb = 0
  while (!(await client.getBatch(batchId)).finishedAt) {
    rssMb = Math.max(rssMb, await residentMbOfTree(workerPid))
    await sleep(SAMPLE_MS)
  }
  const seconds = (performance.now() - startedAt) / 1000
  const [item] = await listItems(database.db, { batchId, limit: 1 })
  if (item?.state !== 'done') throw new Error(`${prefix} ended as ${item?.state}: ${item?.message}`)
  return { seconds, rssMb, windows: item.windows, attempts: item.attempts }
}

/** @returns seconds from the request to the end of the batch */
async function cancelHalfway(client: Client, afterS: number): Promise<number> {
  const batchId = await client.createBatch(`s3://${BUCKET}/cancelled/`)
  await sleep(afterS * 1000)
  const startedAt = performance.now()
  await client.cancelBatch(batchId)
  while (!(await client.getBatch(batchId)).finishedAt) await sleep(SAMPLE_MS)
  const { state } = await client.getBatch(batchId)
  if (state !== 'cancelled') throw new Error(`the batch ended as ${state} before it was cancelled`)
  return (performance.now() - startedAt) / 1000
}

async function residentMbOfTree(pid: number): Promise<number> {
  const sizes = await Promise.all((await treeOf(pid)).map(residentMb))
  return sizes.reduce((sum, mb) => sum + mb, 0)
}

function log(message: string): void {
  console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${message}`)
}
