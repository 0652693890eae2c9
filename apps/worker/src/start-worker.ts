import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { s3Config } from '@earmark/config'
import { EarmarkError, modelFacts, reasonOf } from '@earmark/core'
import { connectDatabase, findSchemaProblem, pruneAnswers, upsertModel } from '@earmark/db'
import { createInferencePool } from '@earmark/inference'
import { connectQueue, laneOfModel } from '@earmark/queue'
import { createObjectStorage } from '@earmark/storage'
import { createTemporaryHome } from '@earmark/temporary'
import type { Logger } from 'pino'
import { CircuitBreaker } from './buckets/circuit-breaker.js'
import { probeBuckets } from './buckets/probe-buckets.js'
import { Ability } from './classify/ability.js'
import { classifyChunk } from './classify/classify-chunk.js'
import { LeaseKeeper } from './classify/lease-keeper.js'
import type { Config } from './config.js'
import { createAddressGuard } from './deliver/create-address-guard.js'
import { deliver } from './deliver/deliver.js'
import { createAlarm } from './dispatch/alarm.js'
import { dispatchChunks } from './dispatch/dispatch-chunks.js'
import { lead } from './dispatch/lead.js'
import { sweepBatches } from './dispatch/sweep-batches.js'
import { createEnsureLabelEmbeddings } from './labels/ensure-label-embeddings.js'
import { createOutageLog } from './outage-log.js'
import { repeat } from './repeat.js'
import { runRetaggings } from './retag/run-retaggings.js'
import { pruneOld } from './retention/prune-old.js'
import { scanSource } from './scan/scan-source.js'
import { describeUnavailable } from './start/describe-unavailable.js'
import { renewSchedules, takeEvents, turnWatch } from './watch/keep-watch.js'

export type RunningWorker = {
  /** Finishes or hands back what is at work, within the grace time, and closes all connections. */
  stop: () => Promise<void>
}

const MB = 1_000_000
/** Batches give way to people who wait: the API's own inference, on the same machine, goes ahead. */
const BATCH_NICENESS = 10

const DELIVERY_INTERVAL_MS = 2_000
const PROBE_INTERVAL_MS = 1_000
const EVENTS_INTERVAL_MS = 3_000
const PRESENCE_INTERVAL_MS = 5_000
const SCHEDULES_INTERVAL_MS = 60_000
const SWEEP_INTERVAL_MS = 60_000
const PRUNE_INTERVAL_MS = 3_600_000

/** Longer than Postgres takes to start again; no longer than a chunk's lease, after which the work is another's. */
const DATABASE_PATIENCE_MS = 30_000
/** A heartbeat that is late is followed by the next one. */
const HEARTBEAT_TIMEOUT_MS = 5_000

/** Connects the parts and starts them: the dispatcher, the scanner and the classifier. */
export async function startWorker(config: Config, logger: Logger): Promise<RunningWorker> {
  const problem = await findSchemaProblem(config.DATABASE_URL, 'earmark-worker')
  if (problem) throw new EarmarkError(problem.code, problem.message, problem)
  const onConnectionError = (part: string) => (error: Error) =>
    logger.warn({ err: error, part }, 'connection lost, will be made again')
  const database = connectDatabase({
    url: config.DATABASE_URL,
    applicationName: 'earmark-worker',
    patienceMs: DATABASE_PATIENCE_MS,
    onError: onConnectionError('database'),
  })
  // A connection of their own: chunks that take all others must not make a worker look dead.
  const heartbeats = connectDatabase({
    url: config.DATABASE_URL,
    applicationName: 'earmark-heartbeat',
    maxConnections: 1,
    statementTimeoutMs: HEARTBEAT_TIMEOUT_MS,
    onError: onConnectionError('heartbeats'),
  })
  const closeDatabase = () => Promise.all([database.close(), heartbeats.close()])
  let startFailure: string | null = null
  const pool = await createInferencePool({
    modelDir: config.EARMARK_MODEL,
    ...(config.EARMARK_DTYPE && { dtype: config.EARMARK_DTYPE }),
    processes: config.INFERENCE_PROCESSES,
    niceness: BATCH_NICENESS,
    executionProvider: config.EXECUTION_PROVIDER,
    ...(config.INFERENCE_WINDOWS_PER_RUN && { windowsPerRun: config.INFERENCE_WINDOWS_PER_RUN }),
    ...(config.INFERENCE_MAX_RSS_MB && { maxRssMb: config.INFERENCE_MAX_RSS_MB }),
    onEvent: (event) => {
      logger.info(event, 'inference process')
      if (event.type === 'start-failed') startFailure = reasonOf(event.error)
      if (event.type === 'started') startFailure = null
    },
  })
  const storage = createObjectStorage(s3Config(config))
  const temporary = createTemporaryHome({
    onSwept: (folders) => logger.info({ folders }, 'removed temporary files of dead processes'),
  })
  const queue = connectQueue({
    url: config.QUEUE_URL ?? config.DATABASE_URL,
    prefix: config.QUEUE_PREFIX,
    onError: onConnectionError('queue'),
  })
  await queue.requireSuitable().catch(async (error: unknown) => {
    await Promise.allSettled([pool.close(), queue.close(), storage.close(), closeDatabase()])
    throw error
  })
  const holder = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
  const { db } = database
  const modelId = await upsertModel(db, modelFacts(pool.model)).catch(async (error: unknown) => {
    await Promise.allSettled([pool.close(), queue.close(), storage.close(), closeDatabase()])
    throw describeUnavailable(error)
  })
  const leases = new LeaseKeeper({ db: heartbeats.db, logger, holder })
  const onFailed = (error: Error) =>
    logger.error({ err: error }, 'job failed, will be queued again')

  const alarm = createAlarm()
  const scanDeps = { db, storage, logger, maxAttempts: config.MAX_ATTEMPTS }
  const scanner = queue.work(
    'scans',
    async (job, signal) => {
      await scanSource(scanDeps, job.batchId, signal)
      alarm.ring()
    },
    { concurrency: 2, onFailed },
  )
  const classifyDeps = {
    db,
    logger,
    leases,
    breaker: new CircuitBreaker({ db, logger }),
    ensureLabelEmbeddings: createEnsureLabelEmbeddings({ db, pool }),
    storage,
    temporary,
    pool,
    modelId,
    maxObjectBytes: config.MAX_OBJECT_MB * MB,
    maxWindows: config.MAX_WINDOWS,
    decode: {
      maxDurationS: config.MAX_DURATION_S,
      timeoutMs: config.DECODE_TIMEOUT_S * 1000,
      ...(config.FFMPEG_PATH && { ffmpegPath: config.FFMPEG_PATH }),
    },
    maxAttempts: config.MAX_ATTEMPTS,
    onFault: () => ability.doubt(),
  }
  const classifier = queue.work(
    'chunks',
    async (job, signal) => {
      await classifyChunk(classifyDeps, job, signal)
      // Perhaps the last of its batch; otherwise the queue is in arrears.
      if (leases.isEmpty) alarm.ring()
    },
    {
      lane: laneOfModel(modelId),
      concurrency: config.WORKER_CONCURRENCY,
      onFailed,
    },
  )
  const ability = new Ability({
    db: heartbeats.db,
    logger,
    holder,
    modelId,
    temporary,
    whyDeaf: () =>
      startFailure !== null && pool.pids().length === 0
        ? `No inference process can be started: ${startFailure}`
        : null,
    ffmpegPath: config.FFMPEG_PATH ?? 'ffmpeg',
    classifier,
  })
  const leading = new AbortController()
  const dispatchDeps = {
    db,
    logger,
    chunkQueueOf: (modelId: number) => queue.queue('chunks', laneOfModel(modelId)),
    scanQueue: queue.queue('scans'),
    chunkSize: config.CHUNK_SIZE,
    maxQueuedChunks: config.MAX_QUEUED_CHUNKS,
  }
  const dispatcher = lead(
    {
      db: heartbeats.db,
      logger,
      holder,
      round: (signal) => dispatchChunks(dispatchDeps, signal),
      alarm,
    },
    leading.signal,
  )
  const retagger = runRetaggings({ db, logger, pool, modelId }, leading.signal)

  const watchDeps = { db, logger, holder, watchQueue: queue.queue('watches') }
  const watcher = queue.work('watches', (job) => turnWatch(watchDeps, job), {
    concurrency: 1,
    onFailed,
  })
  const outages = createOutageLog(logger)
  const every = (name: string, everyMs: number, round: (signal: AbortSignal) => Promise<unknown>) =>
    repeat({ outages, name, round }, everyMs, leading.signal)
  const webhooks = createAddressGuard(config.WEBHOOK_ALLOW)
  const deliverDeps = { db, storage, logger, webhooks }
  const rounds = [
    every('presence', PRESENCE_INTERVAL_MS, () => ability.check()),
    // Two, so that a long report does not hold up the webhooks.
    every('deliver', DELIVERY_INTERVAL_MS, (signal) => deliver(deliverDeps, signal)),
    every('deliver', DELIVERY_INTERVAL_MS, (signal) => deliver(deliverDeps, signal)),
    every('probe', PROBE_INTERVAL_MS, () => probeBuckets(scanDeps)),
    every('events', EVENTS_INTERVAL_MS, () => takeEvents(watchDeps)),
    every('sweep', SWEEP_INTERVAL_MS, () => sweepBatches({ db, logger, holder })),
    every('schedules', SCHEDULES_INTERVAL_MS, () => renewSchedules(watchDeps)),
    every('answers', PRUNE_INTERVAL_MS, () => pruneAnswers(db)),
  ]

  const { RETENTION_DAYS } = config
  if (RETENTION_DAYS !== undefined) {
    rounds.push(
      every('prune', PRUNE_INTERVAL_MS, (signal) =>
        pruneOld({ db, logger, holder }, RETENTION_DAYS, signal),
      ),
    )
  }

  return {
    stop: async () => {
      leading.abort()
      const grace = { graceMs: config.SHUTDOWN_GRACE_S * 1000 }
      await Promise.all([
        dispatcher,
        ...rounds,
        watcher.close({ graceMs: 1000 }),
        retagger,
        scanner.close({ graceMs: 0 }),
        classifier.close(grace),
      ])
      leases.close()
      await ability.close().catch((error: unknown) => {
        logger.warn({ err: error }, 'could not take back that this worker could not work')
      })
      await Promise.allSettled([pool.close(), queue.close(), storage.close(), temporary.close()])
      await closeDatabase()
    },
  }
}
