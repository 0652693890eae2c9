import { routes } from '@earmark/contract'
import { resumeBatch as setResumed } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { answerSteered } from './answer-steered.js'

export function resumeBatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.resumeBatch, async ({ params: { id } }) =>
    answerSteered(db, {
      id,
      isDone: await setResumed(db, id),
      done: 'resumed',
      from: ['paused'],
    }),
  )
}
