import { routes } from '@earmark/contract'
import { setBatchPriority } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { answerSteered } from './answer-steered.js'

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
