// npm run bench:long -- --hours 6
//
// Hears an object of one minute, one of so many hours, and cancels a batch in the middle of the long one, with a worker as
// built beside a real Postgres and Redis. Ends with one line of JSON; exit code 1 where the long object was begun twice.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  connectDatabase,
  createApiKey,
  type Database,
  listItems,
  migrateDatabase,
} from '@earmark/db'
import { startObjectStorage } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import { startRealPostgres, startRealRedis } from '@earmark/testing'
import { type Client, createClient } from '../apps/client.js'
import { residentMb, treeOf } from '../apps/processes.js'
import { runBench } from '../apps/run-bench.js'
import { startApp } from '../apps/start-app.js'
import { cutRecording, makeRecording } from './make-recording.js'

const BUCKET = 'long'
const SAMPLE_MS = 100

const { values } = parseArgs({ options: { hours: { type: 'string', default: '6' } } })
const hours = Number(values.hours)
if (!(hours > 0 && hours <= 24))
  throw new Error(`--hours is ${values.hours}: give more than 0, up to 24.`)

await runBench(async (keep) => {
  const folder = keep(await mkdtemp(join(tmpdir(), 'earmark-long-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const s3 = keep(await startObjectStorage({ dataDir: join(folder, 's3') }), (it) => it.stop())
  const storage = keep(createObjectStorage(s3), (it) => it.close())
  const postgres = keep(await startRealPostgres(), ({ close }) => close())
  const redis = keep(await startRealRedis(), ({ close }) => close())
  const database = keep(
    connectDatabase({ url: postgres.url, applicationName: 'bench', maxConnections: 3 }),
    ({ close }) => close(),
  )
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
  const api = keep(await startApp('api', environment), (app) => app.stop())
  const worker = keep(await startApp('worker', environment), (app) => app.stop())
  const client = createClient(api.url ?? '', key)
  const short = await hear({ client, db: database.db }, worker.pid, 'minute')
  log(`a minute: ${short.seconds.toFixed(1)} s, ${Math.round(short.rssMb)} MB`)
  const heard = await hear({ client, db: database.db }, worker.pid, 'hours')
  log(`${hours} hours: ${heard.seconds.toFixed(1)} s, ${Math.round(heard.rssMb)} MB`)
  const cancelS = await cancelHalfway(client, heard.seconds / 2)
  log(`cancelled after ${cancelS.toFixed(1)} s`)
  console.log(
    JSON.stringify({
      hours,
      windows: heard.windows,
      seconds: Math.round(heard.seconds),
      rss_mb_minute: Math.round(short.rssMb),
      rss_mb_long: Math.round(heard.rssMb),
      rss_mb_growth: Math.round(heard.rssMb - short.rssMb),
      attempts: heard.attempts,
      cancel_s: Math.round(cancelS * 10) / 10,
    }),
  )
  if (heard.attempts !== 1) process.exitCode = 1
})

/** Tags one object. The memory is the most that the worker and all processes below it held together. */
async function hear(
  { client, db }: { client: Client; db: Database },
  workerPid: number,
  prefix: string,
) {
  const startedAt = performance.now()
  const batchId = await client.createBatch(`s3://${BUCKET}/${prefix}/`)
  let rssMb = 0
  while (!(await client.getBatch(batchId)).finishedAt) {
    rssMb = Math.max(rssMb, await residentMbOfTree(workerPid))
    await sleep(SAMPLE_MS)
  }
  const seconds = (performance.now() - startedAt) / 1000
  const [item] = await listItems(db, { batchId, limit: 1 })
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
