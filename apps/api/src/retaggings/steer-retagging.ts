import { routes } from '@earmark/contract'
import { getRetagging, pauseRetagging, type RetaggingState, resumeRetagging } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { HttpProblem, notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { describeRetagging } from './describe-retagging.js'

export function steerRetagging(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.pauseRetagging, async ({ params: { id } }) =>
    answer({
      id,
      isDone: await pauseRetagging(db, id),
      done: 'paused',
      from: ['queued', 'running'],
    }),
  )
  serveRoute(app, routes.resumeRetagging, async ({ params: { id } }) =>
    answer({
      id,
      isDone: await resumeRetagging(db, id),
      done: 'resumed',
      from: ['paused', 'failed'],
    }),
  )

  async function answer(step: {
    id: number
    isDone: boolean
    done: string
    from: RetaggingState[]
  }) {
    const { id, isDone, done, from } = step
    const found = await getRetagging(db, id)
    if (!found) throw notFound('id', id, 're-tagging')
    if (isDone) return describeRetagging(found)
    throw new HttpProblem(
      409,
      'CONFLICT',
      `Re-tagging ${id} is ${found.state} and cannot be ${done}: only one that is ${from.join(' or ')} can.`,
    )
  }
}
