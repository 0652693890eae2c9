import { countActiveBatches, type Database } from '@earmark/db'
import type { FastifyRequest } from 'fastify'
import type { ApiKey } from '../http/authenticate.js'
import { tooMany } from '../http/too-many.js'

/** Batches take minutes to days. */
const RETRY_AFTER_S = 60

/** @throws HttpProblem 429 where the API key of the request has as many batches under way as it may */
export async function requireFewBatches(
  db: Database,
  request: FastifyRequest,
  most: number,
): Promise<void> {
  const { id } = request.getDecorator<ApiKey>('apiKey')
  if ((await countActiveBatches(db, id)) < most) return
  throw tooMany(`This API key has ${most} batches that have not ended.`, RETRY_AFTER_S)
}
