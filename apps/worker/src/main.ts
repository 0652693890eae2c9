import { ConfigError } from '@earmark/config'
import { EarmarkError } from '@earmark/core'
import { openTracing } from '@earmark/tracing'
import { pino } from 'pino'
import { readConfig } from './config.js'
import { startWorker } from './start-worker.js'

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
  const worker = await startWorker(config, logger, tracing)
  logger.info({ model: config.EARMARK_MODEL }, 'worker ready')
  process.send?.({ type: 'ready' })
  let isStopping = false
  const stop = async (cause: string) => {
    if (isStopping) return
    isStopping = true
    logger.info({ cause }, 'worker stopping')
    await worker.stop()
    logger.info('worker stopped')
    if (process.connected) process.disconnect()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
  // Started by another program that has died: nobody is left to stop this one.
  if (process.send) process.on('disconnect', () => void stop('parent gone'))
} catch (error) {
  // A sentence for a person; anything else is a fault of ours, and its stack helps.
  const isExpected = error instanceof ConfigError || error instanceof EarmarkError
  process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`)
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
