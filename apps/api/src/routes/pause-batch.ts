import { routes } from '@earmark/contract'
import { pauseBatch as setPaused } from '@earmark/db'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { serveRoute } from '../http/serve-route.js'

export function pauseBatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.pauseBatch, async ({ params: { id } }) =>
    answerSteered(db, {
      id,
      isDone: await setPaused(db, id),
      done: 'paused',
      from: ['scanning', 'running'],
    }),
  )
}
