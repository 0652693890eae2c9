import { type OperationId, type Route, routes } from '@earmark/contract'
import { noteAudit } from '@earmark/db'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'

/** Writes down who asked for what, where it was done: before the answer is sent, so that whoever has it finds it there. */
export function auditRequests(app: ApiServer, { db }: Pick<ApiDependencies, 'db'>): void {
  app.addHook('onSend', async (request, reply) => {
    const operationId = auditedOperation(request, reply)
    if (!operationId) return
    const { name, id } = request.getDecorator<ApiKey>('apiKey')
    const location = reply.getHeader('location')
    const entry = {
      actor: name,
      apiKeyId: id,
      action: operationId,
      subject: typeof location === 'string' ? location : (request.url.split('?', 1)[0] ?? ''),
      source: request.ip,
    }
    try {
      await noteAudit(db, entry)
    } catch (err) {
      // It is done: to say otherwise would make its caller do it again.
      request.log.error({ err, audit: entry }, 'Not written to the audit log')
    }
  })
}

function auditedOperation(request: FastifyRequest, reply: FastifyReply): OperationId | undefined {
  const { operationId } = request.routeOptions.config as { operationId?: OperationId }
  if (operationId === undefined || reply.statusCode >= 400) return undefined
  // Its first answer was written down.
  if (reply.hasHeader('idempotent-replayed')) return undefined
  // Nothing was done.
  if ((request.body as { dryRun?: boolean } | undefined)?.dryRun) return undefined
  const route: Route = routes[operationId]
  return route.audited ? operationId : undefined
}
