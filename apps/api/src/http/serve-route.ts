import type { Route } from '@earmark/contract'
import type { WebsocketHandler } from '@fastify/websocket'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ApiServer } from './api-server.js'
import { describeRoute } from './describe-route.js'
import { requireScope } from './require-scope.js'

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : unknown

export type RouteRequest<R extends Route> = FastifyRequest<{
  Params: Parsed<R['params']>
  Querystring: Parsed<R['query']>
  Body: Parsed<R['body']> | (R extends { texts: object } ? string : never)
}>

type Bodies<R extends Route> = {
  [Status in keyof R['answers']]: R['answers'][Status] extends { schema: infer Schema }
    ? Parsed<Schema>
    : never
}

export type RouteReply<R extends Route> = FastifyReply<{ Reply: Bodies<R> }>

/** Returns an answer of status 200, or the reply that it sent. */
type RouteHandler<R extends Route> = (
  request: RouteRequest<R>,
  reply: RouteReply<R>,
) => Promise<Bodies<R>[keyof Bodies<R>] | FastifyReply | RouteReply<R>>

/**
 * Serves a route of the contract: its requests are checked, its answers written and its part of the document made by it.
 *
 * @throws Error where the route needs a key, and the server that it is registered on asks for none
 */
export function serveRoute<R extends Route>(
  app: ApiServer,
  route: R,
  handler: RouteHandler<R>,
  options: {
    bodyLimit?: number
    /** What must hold before the handler is asked. */
    preHandler?: (request: FastifyRequest) => Promise<void>
    /** For requests that became a WebSocket. */
    wsHandler?: WebsocketHandler
  } = {},
): void {
  if (route.needsKey !== app.hasRequestDecorator('apiKey')) {
    const where = route.needsKey ? 'behind the authenticator' : 'in front of the authenticator'
    throw new Error(`${route.operationId} must be served ${where}.`)
  }
  const { needsKey, scope } = route
  // Behind the authenticator's own hook, and before the body is read.
  const onRequest =
    needsKey && scope !== null
      ? { onRequest: async (request: FastifyRequest) => requireScope(request, scope) }
      : {}
  app.route({
    // Their types are of requests in general; this route's are narrower.
    ...({ ...options, ...onRequest } as { bodyLimit?: number }),
    method: route.method.toUpperCase(),
    url: toUrl(route),
    schema: describeRoute(route),
    config: { operationId: route.operationId },
    handler: handler as never,
  })
}

/** `/v1/batches/{id}` → `/v1/batches/:id` */
export function toUrl({ path }: Pick<Route, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
