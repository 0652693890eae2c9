// npm run faults -- --objects 10000 --queue redis|postgres|embedded
//
// Tags a bucket twice: undisturbed, and while workers, inference processes, ffmpeg, the queue, the database and
// the S3 server are killed. Exit code 0 only where the second run has lost nothing, doubled nothing, and has
// every row of the first.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { startObjectStorage, startPostgres } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import { findFreePort, startRealPostgres, startRealRedis } from '@earmark/testing'
import { causeFaults } from './cause-faults.js'
import { CORRUPT, makeSounds } from './make-sounds.js'
import { type FaultOptions, readOptions } from './read-options.js'
import { type Outcome, readOutcome, readProgress, startBatch, waitForEnd } from './run-batch.js'
import { WorkerProcesses } from './worker-processes.js'

const BUCKET = 'faults'
const WORKERS = 2
const TIMEOUT_MS = 60 * 60_000

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2))
  const folder = await mkdtemp(join(tmpdir(), 'earmark-faults-'))
  const startStorage = async (port: number) =>
    startObjectStorage({ dataDir: join(folder, 's3'), port })
  const storagePort = await findFreePort()
  let s3 = await startStorage(storagePort)
  const storage = createObjectStorage(s3)
  try {
    log(`making ${options.objects} objects, ${CORRUPT} of them no audio`)
    await makeSounds(storage, BUCKET, options.objects)
    const takeStorageDown = async (forMs: number) => {
      await s3.stop()
      await sleep(forMs)
      s3 = await startStorage(storagePort)
    }
    const calm = await tagOnce(options, folder, s3, null)
    log(`undisturbed: done=${calm.done} failed=${calm.failed}`)
    const disturbed = await tagOnce(options, folder, s3, takeStorageDown)
    const isIdentical =
      disturbed.fingerprint === calm.fingerprint &&
      disturbed.failures.join() === calm.failures.join()
    console.log(
      `objects=${options.objects} done=${disturbed.done} failed=${disturbed.failed} duplicates=${disturbed.duplicates} identical=${isIdentical}`,
    )
    return (
      isIdentical &&
      disturbed.done === options.objects - CORRUPT &&
      disturbed.failed === CORRUPT &&
      disturbed.duplicates === 0
    )
  } finally {
    storage.close()
    await s3.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Tags the bucket into an empty database; with faults where the storage may be taken down. */
async function tagOnce(
  options: FaultOptions,
  folder: string,
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string },
  takeStorageDown: ((forMs: number) => Promise<void>) | null,
): Promise<Outcome> {
  const postgres =
    options.queue === 'embedded'
      ? await startRestartablePglite(join(folder, takeStorageDown ? 'disturbed' : 'calm'))
      : await startRealPostgres()
  const redis = options.queue === 'redis' ? await startRealRedis() : null
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
        INFERENCE_PROCESSES: '1',
        LOG_LEVEL: 'silent',
      },
      WORKERS,
    )
    try {
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
            progress: () => readProgress(database.db, batchId, options.objects),
            log,
          },
          options,
        )
      }
      await waitForEnd(database.db, batchId, TIMEOUT_MS)
    } finally {
      await workers.close()
    }
    return await readOutcome(database.db, batchId)
  } finally {
    await database.close()
    await redis?.close()
    await postgres.close()
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

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
