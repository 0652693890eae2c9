import { routes } from '@earmark/contract'
import { type Batch, getBatch, runWatch as turnWatch } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { HttpProblem, notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'

export function runWatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.runWatch, async (request, reply) => {
    const { id } = request.params
    return answerOnce(db, request, reply, async (tx) => {
      const run = await turnWatch(tx, id, { isAsked: true })
      if (run.kind === 'gone') throw notFound('id', id, 'watch')
      if (run.kind === 'skipped') {
        throw new HttpProblem(
          409,
          'CONFLICT',
          `Batch ${run.underWay} of watch ${id} has not ended yet: wait for it, or cancel it.`,
        )
      }
      const body = (await getBatch(tx, run.batchId)) as Batch
      return { status: 201, location: `/v1/batches/${run.batchId}`, body }
    })
  })
}
