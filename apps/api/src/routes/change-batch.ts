import { routes } from '@earmark/contract'
import { setBatchPriority } from '@earmark/db'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { serveRoute } from '../http/serve-route.js'

export function changeBatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.changeBatch, async ({ params: { id }, body }) =>
    answerSteered(db, {
      id,
      isDone: await setBatchPriority(db, id, body.priority),
      done: 'given another priority',
      from: ['scanning', 'running', 'paused'],
    }),
  )
}
