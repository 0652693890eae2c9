import { ConfigError } from '@earmark/config'
import { EarmarkError } from '@earmark/core'
import { openTracing } from '@earmark/tracing'
import { pino } from 'pino'
import { readConfig } from './config.js'
import type { Health } from './health/describe-health.js'
import { serveHealth } from './health/serve-health.js'
import { type RunningWorker, startWorker } from './start-worker.js'

/** Beyond the grace time, to hand back what is at work and to close connections. */
const ENDING_MS = 15_000

let worker: RunningWorker | null = null
let isStopping = false

try {
  const config = readConfig()
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT
  const tracing =
    endpoint === undefined
      ? undefined
      : await openTracing({ endpoint, serviceName: 'earmark-worker' })
  const logger = pino({
    name: 'worker',
    level: config.LOG_LEVEL,
    ...(tracing && { mixin: () => tracing.ids() }),
  })
  const stop = async (cause: string) => {
    if (isStopping) return
    isStopping = true
    logger.info({ cause }, 'worker stopping')
    // Nothing is at work before it has started, and what it waits for may never come.
    if (worker === null) process.exit()
    // Servers that say nothing more would hold it for ever. Others take what it has in hand when its leases have run out.
    const mostMs = config.SHUTDOWN_GRACE_S * 1000 + ENDING_MS
    setTimeout(() => {
      logger.warn('worker ended before it had handed back what it had in hand')
      process.exit(1)
    }, mostMs).unref()
    await worker.stop()
    logger.info('worker stopped')
    if (process.connected) process.disconnect()
  }
  // First of all: the first process of a container is ended by no signal that it has not asked for.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  // Started by another program that has died: nobody is left to stop this one.
  if (process.send) process.on('disconnect', () => void stop('parent gone'))
  const { WORKER_HEALTH_HOST: host, WORKER_HEALTH_PORT: port } = config
  if (port !== undefined) {
    const { url } = await serveHealth({ host, port }, describe)
    logger.info({ url }, 'worker says there how it is')
  }
  worker = await startWorker(config, logger, tracing)
  logger.info({ model: config.EARMARK_MODEL }, 'worker ready')
  process.send?.({ type: 'ready' })
} catch (error) {
  // A sentence for a person; anything else is a fault of ours, and its stack helps.
  const isExpected = error instanceof ConfigError || error instanceof EarmarkError
  process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`)
  process.exitCode = 1
  if (process.connected) process.disconnect()
}

function describe(): Health {
  if (worker === null) return { isLive: true, whyUnready: 'starting' }
  const health = worker.health()
  return isStopping ? { ...health, whyUnready: 'stopping' } : health
}
