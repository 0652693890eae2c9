import fastifyRateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { tooMany } from '../http/too-many.js'
import { createByteBudget } from './create-byte-budget.js'

const MINUTE_MS = 60_000

/**
 * So many requests and bytes a minute for each API key, behind the authenticator and before a body is read. Requests are
 * counted over all APIs where the queue is a Redis, otherwise, and where that is away, by each for itself; bytes always so.
 */
export async function limitKeys(
  app: ApiServer,
  { queue, perKey }: Pick<ApiDependencies, 'queue' | 'perKey'>,
): Promise<void> {
  const redis = queue.openCounts?.()
  if (redis) app.addHook('onClose', async () => redis.connection.disconnect())
  await app.register(fastifyRateLimit, {
    max: perKey.requestsPerMinute,
    timeWindow: MINUTE_MS,
    // As many as objects arrive: each is small, and refused only to come again.
    allowList: ({ routeOptions }) =>
      (routeOptions.config as { operationId?: string }).operationId === 'takeEvents',
    keyGenerator: (request) => String(keyOf(request)),
    ...(redis && { redis: redis.connection, nameSpace: redis.namespace }),
    skipOnError: true,
    enableDraftSpec: true,
    addHeaders: {
      'ratelimit-limit': false,
      'ratelimit-remaining': false,
      'ratelimit-reset': false,
    },
    addHeadersOnExceeding: {
      'ratelimit-limit': false,
      'ratelimit-remaining': false,
      'ratelimit-reset': false,
    },
    errorResponseBuilder: (_request, { max, ttl }) =>
      tooMany(`This API key has sent ${max} requests within a minute.`, Math.ceil(ttl / 1000)),
  })
  const bytes = createByteBudget({ bytes: perKey.bytesPerMinute, windowMs: MINUTE_MS })
  app.addHook('onRequest', async (request) => {
    bytes.spend(keyOf(request), Number(request.headers['content-length'] ?? 0))
  })
}

function keyOf(request: FastifyRequest): number {
  return request.getDecorator<ApiKey>('apiKey').id
}
