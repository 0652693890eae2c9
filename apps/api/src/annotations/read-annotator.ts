import type { Annotator } from '@earmark/db'
import type { FastifyRequest } from 'fastify'
import type { ApiKey } from '../http/authenticate.js'

/** Whose word a request is: that of its key's name. */
export function readAnnotator(request: Pick<FastifyRequest, 'getDecorator'>): Required<Annotator> {
  const { id: apiKeyId, name: saidBy } = request.getDecorator<ApiKey>('apiKey')
  return { apiKeyId, saidBy }
}
