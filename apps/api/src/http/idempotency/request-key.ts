import type { RequestKey } from '@earmark/db'
import type { FastifyRequest } from 'fastify'
import type { ApiKey } from '../authenticate.js'
import { digestRequest } from './digest-request.js'

/** @returns undefined for a request that carries no Idempotency-Key */
export function requestKey(request: FastifyRequest): RequestKey | undefined {
  const { 'idempotency-key': key } = request.headers
  if (typeof key !== 'string') return undefined
  const { id: apiKeyId } = request.getDecorator<ApiKey>('apiKey')
  return { apiKeyId, key, requestSha256: digestRequest(request) }
}
