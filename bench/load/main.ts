// npm run load -- --seconds 60
//
// Asks the API, as built, 500 times and gives it 50 batches a second, while a worker hears an archive beside them on the same
// cores, with a real Postgres and Redis. Ends with one line of JSON; exit code 1 where an answer was a 5xx, or p99 is 250 ms.
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectDatabase, createApiKey, migrateDatabase } from '@earmark/db'
import { startObjectStorage } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import { createClient } from '../apps/client.js'
import { runBench } from '../apps/run-bench.js'
import { startApp } from '../apps/start-app.js'
import { addressesOf, fillArchive, LABELS } from './fill-archive.js'
import { openServers } from './open-servers.js'
import { findPostmaster, readCpu } from './read-cpu.js'
import { type Answered, STREAMS, sendLoad } from './send-load.js'

const READS_PER_S = 500
const SUBMITS_PER_S = 50
const P99_MS = 250
/** Before the load begins, so that what is asked for is there. */
const HEARD_BEFORE = 200
/** Until API, workers and Postgres answer as they do from then on. */
const COLD_S = 15
/** More than a worker hears beside the load: it has work until the end. */
const HEARD_PER_S = 60

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    workers: { type: 'string', default: '1' },
  },
})
const [seconds, workers] = [Number(values.seconds), Number(values.workers)]
if (!(seconds >= 1)) throw new Error(`--seconds is ${values.seconds}: give 1 or more.`)

await runBench(async (keep) => {
  const folder = keep(await mkdtemp(join(tmpdir(), 'earmark-load-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const { databaseUrl, queueUrl, isOwnPostgres } = await openServers(keep)
  const s3 = keep(await startObjectStorage({ dataDir: join(folder, 's3') }), (it) => it.stop())
  const storage = keep(createObjectStorage(s3), (it) => it.close())
  const database = keep(
    connectDatabase({ url: databaseUrl, applicationName: 'load', maxConnections: 1 }),
    (it) => it.close(),
  )
  await migrateDatabase(database.pool)
  const { key } = await createApiKey(database.db, { name: 'load' })
  const environment = {
    DATABASE_URL: databaseUrl,
    QUEUE_URL: queueUrl,
    QUEUE_PREFIX: `load-${process.pid}`,
    S3_ENDPOINT: s3.endpoint,
    AWS_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    API_PORT: '0',
    // One key is all callers here.
    API_KEY_REQUESTS_PER_MINUTE: String((READS_PER_S + SUBMITS_PER_S) * 60 * 2),
    API_KEY_ACTIVE_BATCHES: String(SUBMITS_PER_S * (COLD_S + seconds) * 2),
  }
  const api = keep(await startApp('api', environment), (app) => app.stop())
  const workerPids: number[] = []
  for (let n = 0; n < workers; n += 1) {
    workerPids.push(keep(await startApp('worker', environment), (app) => app.stop()).pid)
  }
  const url = api.url ?? ''
  const client = createClient(url, key)
  const objects = HEARD_BEFORE + HEARD_PER_S * (COLD_S + seconds)
  log(`storing ${objects} sounds, and hearing the first ${HEARD_BEFORE}`)
  const { batchId } = await fillArchive({ storage, client }, { objects, heard: HEARD_BEFORE })

  const postgres = isOwnPostgres ? [await findPostmaster(database)] : []
  const parts = { api: [api.pid], workers: workerPids, postgres, bench: [process.pid] }
  const submissions = addressesOf(objects).map((address) => submissionOf(address))
  const send = async (seconds: number) => {
    log(`${READS_PER_S} reads and ${SUBMITS_PER_S} submissions a second for ${seconds} s`)
    const to = { url, key, seconds }
    const [reads, submits] = await Promise.all([
      sendLoad({
        ...to,
        connections: 50,
        overallRate: READS_PER_S,
        requestsOf: () => readsOf(batchId),
      }),
      sendLoad({
        ...to,
        connections: 10,
        overallRate: SUBMITS_PER_S,
        requestsOf: (stream) => submissions.filter((_, i) => i % STREAMS === stream),
      }),
    ])
    logAnswered('reads', reads)
    logAnswered('submits', submits)
    return { reads, submits }
  }
  // Nothing is compiled yet, no connection open, no statement planned; what waits from then on is worked off for seconds.
  log('all are cold:')
  await send(COLD_S)
  const before = { cpu: await readCpu(parts), done: (await client.getBatch(batchId)).counts.done }
  log('from now on it counts:')
  const { reads, submits } = await send(seconds)
  const after = { cpu: await readCpu(parts), done: (await client.getBatch(batchId)).counts.done }
  const cores = Object.entries(after.cpu).map(
    ([part, spent]) => `${part} ${((spent - (before.cpu[part] ?? 0)) / seconds).toFixed(2)}`,
  )
  log(`cores: ${cores.join(', ')}`)
  log(`heard: ${((after.done - before.done) / seconds).toFixed(1)} objects a second`)
  const figures = {
    reads_per_s: round(reads.perS),
    submits_per_s: round(submits.perS),
    errors_5xx: reads.errors5xx + submits.errors5xx,
    p99_ms: Math.max(reads.p99Ms, submits.p99Ms),
  }
  log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`)
  if (reads.refused + submits.refused > 0 || figures.errors_5xx > 0 || figures.p99_ms >= P99_MS) {
    process.exitCode = 1
  }
  console.log(JSON.stringify(figures))
})

/** What pages and programs ask most, each as often as the others. */
function readsOf(batchId: number) {
  const paths = [
    `batches/${batchId}`,
    'batches?limit=20',
    `batches/${batchId}/items?limit=50`,
    'results?label=rain&minProbability=0.3&limit=50',
    'detections?label=siren&limit=20',
    'objects?limit=50',
    'objects/7',
    'label-sets',
    'models',
    'stats',
  ]
  return paths.map((path) => ({ method: 'GET' as const, path: `/v1/${path}` }))
}

/** A batch of one object, as a program sends it for each recording that comes in. */
function submissionOf(address: string) {
  const labelSets = [{ labels: LABELS, template: 'Sound of {}' }]
  const body = JSON.stringify({ source: { keys: [address] }, labelSets })
  return { method: 'POST' as const, path: '/v1/batches', body }
}

function logAnswered(name: string, { perS, refused, p50Ms, p99Ms, maxMs }: Answered): void {
  log(
    `${name}: ${perS.toFixed(1)} a second, p50 ${p50Ms}, p99 ${p99Ms}, longest ${maxMs} ms, ${refused} refused`,
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function log(line: string): void {
  process.stderr.write(`${line}\n`)
}
