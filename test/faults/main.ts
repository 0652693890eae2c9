// npm run faults -- --help
//
// Tags a bucket twice: undisturbed, and while everything that can fail fails. Exit code 0 only where the second run has
// lost nothing, doubled nothing, and has every row of the first.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import { connectDatabase, migrateDatabase, retryBatch } from '@earmark/db'
import { startObjectStorage, startPostgres } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import {
  findFreePort,
  type RestartableServer,
  startRealPostgres,
  startRealRedis,
} from '@earmark/testing'
import { causeFaults } from './cause-faults.js'
import { CORRUPT, makeSounds } from './make-sounds.js'
import { type FaultOptions, readOptions, usage } from './read-options.js'
import {
  type Outcome,
  readOutcome,
  readProgress,
  startBatch,
  terminateBackends,
  waitForEnd,
} from './run-batch.js'
import { openTemporaryDisk, type TemporaryDisk } from './temporary-disk.js'
import { WorkerProcesses } from './worker-processes.js'

const BUCKET = 'faults'
const WORKERS = 2
const TIMEOUT_MS = 60 * 60_000

/** What was started, ended in reverse order whatever happens. */
const closers: (() => unknown)[] = []

async function closeAll(): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close()
    } catch (error) {
      console.error((error as Error).message)
    }
  }
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2))
  if (!options) {
    console.log(usage)
    return true
  }
  const folder = await mkdtemp(join(tmpdir(), 'earmark-faults-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  // Before the sounds are made: what is missing on this machine is said at once.
  const servers = await startServers(options, folder, 'calm')
  const startStorage = async (port: number) =>
    startObjectStorage({ dataDir: join(folder, 's3'), port })
  const storagePort = await findFreePort()
  let s3 = await startStorage(storagePort)
  closers.push(() => s3.stop())
  const storage = createObjectStorage(s3)
  closers.push(() => storage.close())
  log(`making ${options.objects} objects, ${CORRUPT} of them no audio`)
  await makeSounds(storage, BUCKET, options.objects)
  const takeStorageDown = async (forMs: number) => {
    await s3.stop()
    await sleep(forMs)
    s3 = await startStorage(storagePort)
  }
  const disk = await openTemporaryDisk(join(folder, 'tmp'))
  closers.push(() => disk.close())
  const calm = await tagOnce(options, servers, s3, disk, null)
  log(`undisturbed: done=${calm.done} failed=${calm.failed}`)
  const others = await startServers(options, folder, 'disturbed')
  const disturbed = await tagOnce(options, others, s3, disk, takeStorageDown)
  const isIdentical =
    disturbed.fingerprint === calm.fingerprint && disturbed.failures.join() === calm.failures.join()
  const left = await disk.list()
  console.log(
    `objects=${options.objects} done=${disturbed.done} failed=${disturbed.failed} duplicates=${disturbed.duplicates} temporary=${left.length} identical=${isIdentical}`,
  )
  return (
    isIdentical &&
    disturbed.done === options.objects - CORRUPT &&
    disturbed.failed === CORRUPT &&
    disturbed.duplicates === 0 &&
    left.length === 0
  )
}

type Servers = {
  postgres: Omit<RestartableServer, 'stop'>
  redis: Awaited<ReturnType<typeof startRealRedis>> | null
  close: () => Promise<void>
}

async function startServers(options: FaultOptions, folder: string, name: string): Promise<Servers> {
  const postgres =
    options.queue === 'embedded'
      ? await startRestartablePglite(join(folder, name))
      : await startRealPostgres()
  closers.push(() => postgres.close())
  const redis = options.queue === 'redis' ? await startRealRedis() : null
  if (redis) closers.push(() => redis.close())
  return {
    postgres,
    redis,
    close: async () => {
      await redis?.close()
      await postgres.close()
    },
  }
}

/** Tags the bucket into an empty database; with faults where the storage may be taken down. */
async function tagOnce(
  options: FaultOptions,
  { postgres, redis, close }: Servers,
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string },
  disk: TemporaryDisk,
  takeStorageDown: ((forMs: number) => Promise<void>) | null,
): Promise<Outcome> {
  const database = connectDatabase({
    url: postgres.url,
    applicationName: 'faults',
    maxConnections: 2,
    onError: () => {},
  })
  try {
    await migrateDatabase(database.pool)
    const model = await readModel(defaultModelDir)
    if (model.kind !== 'clap') throw new Error(`${defaultModelDir} has labels of its own`)
    const batchId = await startBatch(database.db, model, BUCKET)
    const workers = new WorkerProcesses(
      {
        ...(process.env as Record<string, string>),
        DATABASE_URL: postgres.url,
        QUEUE_URL: redis?.url ?? postgres.url,
        S3_ENDPOINT: s3.endpoint,
        AWS_REGION: s3.region,
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
        TMPDIR: disk.path,
        CHUNK_SIZE: String(options.chunkSize),
        INFERENCE_PROCESSES: '1',
        LOG_LEVEL: 'silent',
      },
      WORKERS,
    )
    closers.push(() => workers.close())
    if (takeStorageDown) {
      await causeFaults(
        {
          workers,
          restartDatabase: async () => {
            await postgres.kill()
            await sleep(1_000)
            await postgres.start()
          },
          flushAndRestartQueue:
            redis &&
            (async () => {
              await redis.flush()
              await redis.stop()
              await sleep(1_000)
              await redis.start()
            }),
          takeStorageDown,
          // PGlite has one session for all.
          terminateBackends:
            options.queue === 'embedded' ? null : () => terminateBackends(database.db),
          takeTemporaryDiskAway: (forMs) => disk.takeAway(forMs),
          retryBatch: () => retryBatch(database.db, batchId, { which: 'all' }),
          progress: () => readProgress(database.db, batchId, options.objects),
          log,
        },
        options,
      )
    }
    await waitForEnd(database.db, batchId, TIMEOUT_MS)
    await workers.close()
    return await readOutcome(database.db, batchId)
  } finally {
    await database.close()
    await close()
  }
}

async function startRestartablePglite(dataDir: string) {
  const port = await findFreePort()
  const open = () => startPostgres({ dataDir, port })
  let server = await open()
  return {
    url: server.url,
    start: async () => {
      server = await open()
    },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL')
      await server.exited
    },
    close: () => server.stop(),
  }
}

const startedAt = Date.now()
function log(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}`)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(1)))
}
try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await closeAll()
}
