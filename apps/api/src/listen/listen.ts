import { routes } from '@earmark/contract'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { invalidRequest } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { createGate } from '../objects/sound/create-gate.js'
import { answerListener } from './answer-listener.js'
import { createPlaces } from './create-places.js'
import { resolveQuestion } from './resolve-question.js'

type ListenQuery = z.output<typeof routes.listen.query>

/** Windows of listeners that the model hears at a time, whatever their number: clips have the rest. */
const WINDOWS_AT_ONCE = 1
const DEFAULT_WINDOW_S = 5

/** @param authenticate asked again and again while somebody listens */
export function listen(
  app: ApiServer,
  deps: ApiDependencies,
  authenticate: (request: FastifyRequest) => Promise<ApiKey>,
): void {
  const places = createPlaces(deps.limits.listeners)
  const gate = createGate(WINDOWS_AT_ONCE)
  serveRoute(app, routes.listen, async (_, reply) => reply.code(204).send(null), {
    // What is wrong is said in HTTP, while it can be: also to who asks without an upgrade.
    async preHandler(request) {
      requireWindow(deps, request.query as ListenQuery)
      await resolveQuestion(deps, request.query as ListenQuery, AbortSignal.timeout(60_000))
      const giveBack = places.take(request.getDecorator<ApiKey>('apiKey').id)
      request.raw.socket.once('close', giveBack)
      if (!request.ws) giveBack()
    },
    wsHandler(socket, request) {
      const query = request.query as ListenQuery
      const windowS = query.windowS ?? Math.min(DEFAULT_WINDOW_S, deps.model.windowSeconds)
      return answerListener(
        { ...deps, authenticate: () => authenticate(request), gate },
        socket,
        { ...query, windowS },
        request.log,
      )
    },
  })
}

function requireWindow({ model }: ApiDependencies, { windowS }: ListenQuery): void {
  if (windowS === undefined || windowS <= model.windowSeconds) return
  const message = `windowS must be at most the ${model.windowSeconds} s that ${model.name} hears at once; received ${windowS}.`
  throw invalidRequest([{ field: 'windowS', value: windowS, message }])
}
