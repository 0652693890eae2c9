import { routes } from '@earmark/contract'
import { cancelBatch as setCancelled } from '@earmark/db'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { serveRoute } from '../http/serve-route.js'

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
