import { modelFacts, reasonOf } from '@earmark/core'
import { type Database, upsertModel } from '@earmark/db'
import { createInferencePool, type InferencePool } from '@earmark/inference'
import { type Metrics, notePool, observeInference } from '@earmark/metrics'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { describeUnavailable } from './describe-unavailable.js'

export interface RunningModel {
  pool: InferencePool
  modelId: number
  /** Why no process hears anything; null where one does. */
  whyDeaf: () => string | null
}

/** Batches give way to people who wait: the API's own inference, on the same machine, goes ahead. */
const BATCH_NICENESS = 10

/** Starts the processes that hear, and enters their model in the database. */
export async function startModel(
  db: Database,
  config: Config,
  logger: Logger,
  metrics: Metrics | undefined,
): Promise<RunningModel> {
  let failure: string | null = null
  const observer = observeInference(metrics)
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
      observer.onEvent(event)
      if (event.type === 'start-failed') failure = reasonOf(event.error)
      if (event.type === 'started') failure = null
    },
    onPreparation: (preparation) => logger.info(preparation, 'audio tower'),
    onRun: observer.onRun,
  })
  notePool(metrics, () => pool)
  const modelId = await upsertModel(db, modelFacts(pool.model)).catch(async (error: unknown) => {
    await pool.close()
    throw describeUnavailable(error)
  })
  const whyDeaf = () =>
    failure !== null && pool.pids().length === 0
      ? `No inference process can be started: ${failure}`
      : null
  return { pool, modelId, whyDeaf }
}
