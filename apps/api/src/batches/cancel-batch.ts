import { routes } from '@earmark/contract'
import { cancelBatch as setCancelled } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { answerSteered } from './answer-steered.js'

export function cancelBatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.cancelBatch, async ({ params: { id } }) =>
    answerSteered(db, {
      id,
      isDone: await setCancelled(db, id),
      done: 'cancelled',
      from: ['scanning', 'running', 'paused'],
    }),
  )
}
