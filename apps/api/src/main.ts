import { ConfigError } from '@earmark/config'
import { EarmarkError } from '@earmark/core'
import { openTracing } from '@earmark/tracing'
import { pino } from 'pino'
import { type Config, readConfig } from './config.js'
import { type RunningApi, startApi } from './start-api.js'

/** Requests that take longer than this at a stop are cut off. */
const STOP_TIMEOUT_MS = 20_000

function readConfigOrExit(): Config {
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

const config = readConfigOrExit()
const tracing =
  config.tracesTo === undefined
    ? undefined
    : await openTracing({ endpoint: config.tracesTo, serviceName: 'earmark-api' })
const logger = pino({
  name: 'earmark-api',
  level: config.logLevel,
  ...(tracing && { mixin: () => tracing.ids() }),
  redact: ['req.headers', 'headers', '*.headers'].flatMap((headers) => [
    `${headers}.authorization`,
    `${headers}.cookie`,
  ]),
})

let api: RunningApi | null = null
// First of all: the first process of a container is ended by no signal that it has not asked for. Before the start there is
// nothing to finish, and what it waits for may never come.
stopOnSignal(async () => {
  if (api === null) process.exit()
  await api.close()
})

try {
  api = await startApi(config, logger, tracing)
  logger.info({ url: api.url, docs: `${api.url}/docs` }, 'API ready')
  process.send?.({ type: 'ready', url: api.url })
} catch (error) {
  // A sentence for people is enough where it says what to do; everything else needs its stack.
  if (error instanceof EarmarkError) process.stderr.write(`${error.message}\n`)
  else logger.fatal({ err: error }, 'API did not start')
  process.exitCode = 1
  // Whatever still holds the process (a pool that retries) has nothing left to do.
  setTimeout(() => process.exit(), 1000).unref()
}

function stopOnSignal(close: () => Promise<void>): void {
  let isStopping = false
  async function stop(reason: string) {
    if (isStopping) return
    isStopping = true
    logger.info({ reason }, 'API stopping')
    const timeout = setTimeout(() => {
      logger.warn('API stopped with requests under way')
      process.exit(1)
    }, STOP_TIMEOUT_MS)
    timeout.unref()
    try {
      await close()
      logger.info('API stopped')
      process.exitCode = 0
    } catch (err) {
      logger.error({ err }, 'API did not stop cleanly')
      process.exitCode = 1
    }
    if (process.connected) process.disconnect()
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
  // Started by another process that has gone: nobody would ever stop this one.
  if (process.send) process.on('disconnect', () => void stop('disconnect'))
}
