import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectDatabase, createApiKey, migrateDatabase } from '@earmark/db'
import { startPostgres } from '@earmark/embedded'
import { startRealPostgres } from '@earmark/testing'
import { createClient } from '../apps/client.js'
import { nextHop } from '../apps/next-hop.js'
import { cpuTimesOf, residentMb, treeOf } from '../apps/processes.js'
import { type App, startApp } from '../apps/start-app.js'

/** Of the batch's progress, and of memory. */
const POLL_MS = 1_000

export type Database = { name: string; url: string; close: () => Promise<unknown> }

/** A real Postgres of its own where one is installed, otherwise the embedded one. */
export async function startDatabase(folder: string): Promise<Database> {
  try {
    const server = await startRealPostgres()
    return { name: 'Postgres', url: server.url, close: () => server.close() }
  } catch (error) {
    console.error(
      `No Postgres to start here (${(error as Error).message}): the embedded one is used.`,
    )
    const server = await startPostgres({ dataDir: join(folder, 'postgres') })
    return { name: 'embedded Postgres', url: server.url, close: () => server.stop() }
  }
}

/** What tagging a prefix took. CPU times are seconds of all workers together. */
export type Tagging = {
  seconds: number
  objects: number
  windows: number
  cpu: { node: number; ffmpeg: number; inference: number; api: number }
  rssMbMax: number
  /** Between the first and the last fifth of the run. */
  rssMbGrowth: number
}

export type System = {
  /** Tags all that is under a prefix, as new work: a hop that was never used makes it so. */
  tag: (prefix: string, labels: readonly string[]) => Promise<Tagging>
  stop: () => Promise<void>
}

/** The whole of Earmark as built: the API and workers, beside a database and an S3 server. */
export async function startSystem(options: {
  database: Database
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string }
  modelDir: string
  dtype: string
  workers: number
  processes: number
  /** For Node, in the workers and their inference processes. */
  execArgv?: string[]
}): Promise<System> {
  const { database, s3 } = options
  const connection = connectDatabase({ url: database.url, applicationName: 'bench' })
  await migrateDatabase(connection.pool)
  const { key } = await createApiKey(connection.db, { name: `bench ${process.hrtime.bigint()}` })
  await connection.close()
  const environment = {
    DATABASE_URL: database.url,
    S3_ENDPOINT: s3.endpoint,
    AWS_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    EARMARK_MODEL: options.modelDir,
    EARMARK_DTYPE: options.dtype,
    INFERENCE_PROCESSES: String(options.processes),
    API_PORT: '0',
  }
  const api = await startApp('api', environment)
  const workers: App[] = []
  const stop = async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
    await api.stop()
  }
  try {
    for (let i = 0; i < options.workers; i += 1) {
      workers.push(await startApp('worker', environment, options.execArgv))
    }
  } catch (error) {
    await stop()
    throw error
  }
  const client = createClient(api.url ?? '', key)

  return {
    async tag(prefix, labels) {
      const before = await readCpu(api, workers)
      const sizes: number[] = []
      const id = await client.createBatch(prefix, { labels, hopS: nextHop() })
      let batch = await client.getBatch(id)
      while (!batch.finishedAt) {
        sizes.push(await residentMbOf(workers))
        await sleep(POLL_MS)
        batch = await client.getBatch(id)
      }
      if (batch.state !== 'completed')
        throw new Error(`${prefix} ended as ${batch.state}: ${batch.reason}`)
      const after = await readCpu(api, workers)
      const fifth = Math.max(1, Math.floor(sizes.length / 5))
      return {
        seconds: (Date.parse(batch.finishedAt) - Date.parse(batch.createdAt)) / 1000,
        objects: batch.counts.done,
        windows: batch.counts.windows,
        cpu: {
          node: after.node - before.node,
          ffmpeg: after.ffmpeg - before.ffmpeg,
          inference: after.inference - before.inference,
          api: after.api - before.api,
        },
        rssMbMax: Math.max(...sizes),
        rssMbGrowth: mean(sizes.slice(-fifth)) - mean(sizes.slice(fifth, 2 * fifth)),
      }
    },
    stop,
  }
}

/** ffmpeg's processes have ended by then, and are what a worker's ended children are; inference processes live on. */
async function readCpu(api: App, workers: readonly App[]): Promise<Tagging['cpu']> {
  const cpu = { node: 0, ffmpeg: 0, inference: 0, api: (await cpuTimesOf(api.pid)).own }
  for (const { pid } of workers) {
    const worker = await cpuTimesOf(pid)
    cpu.node += worker.own
    cpu.ffmpeg += worker.ended
    for (const child of (await treeOf(pid)).slice(1)) cpu.inference += (await cpuTimesOf(child)).own
  }
  return cpu
}

async function residentMbOf(workers: readonly App[]): Promise<number> {
  const pids = (await Promise.all(workers.map(({ pid }) => treeOf(pid)))).flat()
  const sizes = await Promise.all(pids.map(residentMb))
  return sizes.reduce((sum, mb) => sum + mb, 0)
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
}
