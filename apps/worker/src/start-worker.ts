import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import { createLearner, EarmarkError } from '@earmark/core'
import { findSchemaProblem } from '@earmark/db'
import { openMetrics, type ServedMetrics } from '@earmark/metrics'
import type { Tracing } from '@earmark/tracing'
import type { Logger } from 'pino'
import type { Config } from './config.js'
import { createAlarm } from './dispatch/alarm.js'
import { describeHealth, type Health } from './health/describe-health.js'
import { runRetaggings } from './retag/run-retaggings.js'
import { connectServers } from './start/connect-servers.js'
import type { PartDeps } from './start/parts.js'
import { startClassifier } from './start/start-classifier.js'
import { startDispatcher } from './start/start-dispatcher.js'
import { startModel } from './start/start-model.js'
import { startRounds } from './start/start-rounds.js'
import { startScanner } from './start/start-scanner.js'
import { startWatcher } from './start/start-watcher.js'

export type RunningWorker = {
  health: () => Health
  /** Finishes or hands back what is at work, within the grace time, and closes all connections. */
  stop: () => Promise<void>
}

/**
 * Connects the parts and starts them.
 *
 * @throws EarmarkError SCHEMA_MISMATCH, DATABASE_UNAVAILABLE, QUEUE_UNAVAILABLE or MODEL_INVALID: a sentence that says what to do
 */
export async function startWorker(
  config: Config,
  logger: Logger,
  tracing?: Tracing,
): Promise<RunningWorker> {
  const problem = await findSchemaProblem(config.DATABASE_URL, 'earmark-worker')
  if (problem) throw new EarmarkError(problem.code, problem.message, problem)
  const metrics = await openWorkerMetrics(config, logger)
  const servers = connectServers(config, logger, { metrics, tracing })
  try {
    await servers.queue.requireSuitable()
    const model = await startModel(servers.db, config, logger, metrics)
    const stopping = new AbortController()
    setMaxListeners(0, stopping.signal) // one listener for each part
    const parts = startParts({
      ...servers,
      ...model,
      config,
      metrics,
      tracing,
      logger,
      learner: createLearner(),
      holder: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
      alarm: createAlarm(),
      onFailed: (err, job) => logger.error({ err, job }, 'job failed, will be queued again'),
      leading: stopping.signal,
    })
    const stop = async () => {
      stopping.abort()
      await parts.stop()
      await Promise.allSettled([model.pool.close(), metrics?.close()])
      await servers.close()
      await tracing?.close()
    }
    return { stop, health: parts.health }
  } catch (error) {
    await Promise.allSettled([metrics?.close()])
    await servers.close()
    throw error
  }
}

async function openWorkerMetrics(
  { METRICS_HOST: host, METRICS_PORT: port }: Config,
  logger: Logger,
): Promise<ServedMetrics | undefined> {
  return port === undefined ? undefined : openMetrics({ host, port }, logger)
}

/** @returns how they are, and what waits until all of them have ended, once `deps.leading` is aborted */
function startParts(deps: PartDeps): RunningWorker {
  const stopScanner = startScanner(deps)
  const classifier = startClassifier(deps)
  const dispatcher = startDispatcher(deps)
  const retagger = runRetaggings(deps, deps.leading)
  const stopWatcher = startWatcher(deps)
  const rounds = startRounds({ ...deps, ability: classifier.ability })
  const stop = async () => {
    const jobs = [stopWatcher(), stopScanner(), classifier.stop()]
    await Promise.all([dispatcher, rounds, retagger, ...jobs])
    await classifier.end()
  }
  return { stop, health: () => describeHealth(classifier) }
}
