import type { FoundKey } from '@earmark/db'
import type { FastifyRequest } from 'fastify'
import type { ApiKey } from './authenticate.js'
import { HttpProblem } from './http-problem.js'

/** @throws HttpProblem 403 where the key of the request may not do this */
export function requireScope(request: FastifyRequest, scope: FoundKey['scopes'][number]): void {
  const { name, scopes } = request.getDecorator<ApiKey>('apiKey')
  if (scopes.includes(scope)) return
  const message = `The API key ${JSON.stringify(name)} has no scope ${scope}. Make one that has: npx earmark key create NAME --scope ${scope}`
  throw new HttpProblem(403, 'FORBIDDEN', message)
}
