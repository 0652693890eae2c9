import { EarmarkError } from '@earmark/core'
import { type ServedMetrics, serveMetrics } from './serve-metrics.js'

type Logger = {
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
}

/**
 * Serves a program's figures, and says where.
 *
 * @throws EarmarkError that names METRICS_PORT where the port cannot be had
 */
export async function openMetrics(
  place: { host: string; port: number },
  logger: Logger,
): Promise<ServedMetrics> {
  const onError = (err: unknown) => logger.warn({ err }, 'a figure could not be read')
  const served = await serveMetrics({ ...place, onError }).catch((cause: Error) => {
    const message = `METRICS_PORT=${place.port} cannot be opened on ${place.host}: ${cause.message}. Each program has a port of its own: set another, or none.`
    throw new EarmarkError('INTERNAL', message, { cause })
  })
  logger.info({ url: served.url }, 'figures for Prometheus')
  return served
}
