import { createLearner, EarmarkError } from '@earmark/core'
import { connectDatabase, findSchemaProblem } from '@earmark/db'
import { createStandby } from '@earmark/decode'
import { createInferencePool } from '@earmark/inference'
import {
  type Metrics,
  notePool,
  observeInference,
  observeStorage,
  openMetrics,
} from '@earmark/metrics'
import { connectQueue } from '@earmark/queue'
import { createObjectStorage } from '@earmark/storage'
import { createTemporaryHome } from '@earmark/temporary'
import { type Tracing, traceCalls } from '@earmark/tracing'
import type { Logger } from 'pino'
import { buildApp } from './app.js'
import { createLazyInference } from './classify/create-lazy-inference.js'
import type { Config } from './config.js'
import { noteWork } from './metrics/note-work.js'
import { registerModel } from './models/register-model.js'

/** A restarted Postgres makes a caller wait; one that stays away is told of as 503 before callers give up. */
const DATABASE_PATIENCE_MS = 10_000

export interface RunningApi {
  url: string
  /** Finishes the requests under way, then closes everything. */
  close: () => Promise<void>
}

/**
 * Connects everything and listens.
 *
 * @throws EarmarkError SCHEMA_MISMATCH, DATABASE_UNAVAILABLE or MODEL_INVALID: a sentence that says what to do
 */
export async function startApi(
  config: Config,
  logger: Logger,
  tracing?: Tracing,
): Promise<RunningApi> {
  const closers: (() => unknown)[] = []
  async function close() {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    if (tracing) closers.push(() => tracing.close())
    const metrics = config.metrics && (await openMetrics(config.metrics, logger))
    if (metrics) closers.push(() => metrics.close())
    const connection = connectDatabase({
      url: config.databaseUrl,
      applicationName: 'earmark-api',
      patienceMs: DATABASE_PATIENCE_MS,
      preparesStatements: config.preparesStatements,
      onError: (err) => logger.warn({ err }, 'Database connection lost'),
    })
    closers.push(() => connection.close())
    const db = traceCalls(tracing, 'postgres', connection.db, ['execute', 'transaction'])
    const problem = await findSchemaProblem(config.databaseUrl, 'earmark-api')
    if (problem) throw new EarmarkError(problem.code, problem.message, problem)
    const queue = connectQueue({
      url: config.queueUrl,
      prefix: config.queuePrefix,
      onError: (err) => logger.warn({ err }, 'Queue connection lost'),
      onRisk: (risk) => logger.warn({ risk }, 'The queue may lose jobs as it is set up'),
      telemetry: tracing?.telemetry,
    })
    closers.push(() => queue.close())
    // Asked while the routes are made.
    const suitable = queue.requireSuitable()
    suitable.catch(() => {})
    const model = await registerModel({ db }, config)
    const storage = traceCalls(
      tracing,
      's3',
      createObjectStorage(config.s3, observeStorage(metrics)),
      ['openObject', 'headObject', 'putObject', 'listFolder'],
    )
    closers.push(() => storage.close())
    const temporary = createTemporaryHome()
    closers.push(() => temporary.close())
    const inference = createLazyInference(() => startInference(config, logger, metrics))
    closers.push(() => inference.close())
    if (metrics) noteWork(metrics, { db, queue })
    const { limits, perKey, site, soundCacheBytes, ffmpegPath } = config
    const decoders = createStandby({
      sampleRate: model.sampleRate,
      maxDurationS: limits.maxDurationS,
      timeoutMs: limits.decodeTimeoutMs,
      ...(ffmpegPath !== undefined && { ffmpegPath }),
    })
    closers.push(async () => decoders.close())
    const app = await buildApp({
      db,
      pool: connection.pool,
      queue,
      storage,
      temporary,
      inference,
      decoders,
      learner: createLearner(),
      model,
      logger,
      limits,
      perKey,
      site,
      soundCacheBytes,
      ...(config.s3.allowedBuckets && { allowedBuckets: config.s3.allowedBuckets }),
      ...(ffmpegPath !== undefined && { ffmpegPath }),
      ...(metrics && { metrics }),
      ...(tracing && { tracing }),
    })
    closers.push(() => app.close())
    await suitable
    const url = await app.listen({ host: config.host, port: config.port })
    // The first clip should not wait for the model; a failure shows again, and in full, at that clip.
    inference.get().catch((err) => logger.error({ err }, 'Inference did not start'))
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** One process of its own: a clip never waits behind a batch's windows. */
async function startInference(config: Config, logger: Logger, metrics: Metrics | undefined) {
  const { modelDir, dtype, executionProvider, inferenceMaxRssMb } = config
  const observer = observeInference(metrics)
  const pool = await createInferencePool({
    modelDir,
    processes: 1,
    executionProvider,
    onEvent(event) {
      logger.info({ event }, 'Inference process changed')
      observer.onEvent(event)
    },
    onPreparation: (preparation) => logger.info({ preparation }, 'Audio tower opened'),
    onRun: observer.onRun,
    ...(dtype !== undefined && { dtype }),
    ...(inferenceMaxRssMb !== undefined && { maxRssMb: inferenceMaxRssMb }),
  })
  notePool(metrics, () => pool)
  return pool
}
