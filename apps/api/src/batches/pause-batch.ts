import { routes } from '@earmark/contract'
import { pauseBatch as setPaused } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { answerSteered } from './answer-steered.js'

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
