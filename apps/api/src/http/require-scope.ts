import type { Scope } from '@earmark/contract'
import type { FastifyRequest } from 'fastify'
import type { ApiKey } from './authenticate.js'
import { HttpProblem } from './http-problem.js'

/** @throws HttpProblem 403 where the key of the request may not do this */
export function requireScope(request: FastifyRequest, scope: Scope): void {
  const { name, scopes } = request.getDecorator<ApiKey>('apiKey')
  if (scopes.includes(scope)) return
  const wanted = [...scopes, scope].join(' ')
  const message = `The API key ${JSON.stringify(name)} has no scope ${scope}. Make one that has: npx earmark key create NAME --scope ${wanted}`
  throw new HttpProblem(403, 'FORBIDDEN', message)
}
