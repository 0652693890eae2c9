import type { FastifyRequest } from 'fastify'
import type { ApiKey } from '../http/authenticate.js'
import { requireScope } from '../http/require-scope.js'

/**
 * A key does this with itself; with another only one that may manage keys.
 *
 * @throws HttpProblem 403
 */
export function requireOwnKey(request: FastifyRequest, id: number): void {
  if (id !== request.getDecorator<ApiKey>('apiKey').id) requireScope(request, 'admin')
}
