import { type Batch, getBatch, runWatch as turnWatch } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { HttpProblem, notFound } from '../http-problem.js'
import { answerOnce } from '../idempotency/answer-once.js'
import { idempotencyHeaders } from '../idempotency/idempotency-header.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function runWatch(app: ApiServer, { db }: ApiDependencies): void {
  app.post(
    '/watches/:id/run',
    {
      schema: {
        tags: ['watches'],
        operationId: 'runWatch',
        summary: 'Scan a watched source now',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        headers: idempotencyHeaders,
        response: {
          201: answer('The batch that it made.', batch),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
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
    },
  )
}
