import { errorCodes } from '@earmark/core'
import { type Batch, getBatch, rerunBatch, retryBatch as retryItems } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import { z } from 'zod'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiKey } from '../authenticate.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answerOnce } from '../idempotency/answer-once.js'
import { idempotencyHeaders } from '../idempotency/idempotency-header.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { retryRequest } from '../schemas/steering.js'

const RETRIED_FROM = [
  'scanning',
  'running',
  'paused',
  'cancelled',
  'completed',
  'completed_with_failures',
  'failed',
] as const satisfies Batch['state'][]

const retriedBatch = batch
  .extend({ retried: z.int().nonnegative().meta({ description: 'Items that are tried again.' }) })
  .meta({ id: 'RetriedBatch' })
const codes: readonly string[] = errorCodes.map(({ code }) => code)

export function retryBatch(app: ApiServer, { db }: ApiDependencies): void {
  app.post(
    '/batches/:id/retry',
    {
      schema: {
        tags: ['batches'],
        operationId: 'retryBatch',
        summary: 'Try items again, or the whole source',
        description:
          'Failed items get all their attempts anew. A cancelled batch goes on with what was still pending. What was heard before is never heard again: it is skipped.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        headers: idempotencyHeaders,
        body: retryRequest,
        response: {
          200: answer('The batch, as it is now.', retriedBatch),
          201: answer('The new batch of `missing`.', batch),
          ...problems(400, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request, reply) => {
      const {
        params: { id },
        body,
      } = request
      if (body.which === 'missing') {
        const { id: apiKeyId } = request.getDecorator<ApiKey>('apiKey')
        return answerOnce(db, request, reply, async (tx) => {
          const newId = await rerunBatch(tx, id, apiKeyId)
          if (newId === null) throw notFound('id', id, 'batch')
          const created = (await getBatch(tx, newId)) as Batch
          return { status: 201, location: `/v1/batches/${newId}`, body: created }
        })
      }
      const { which, code, prefix } = body
      if (code !== undefined && !codes.includes(code)) {
        throw notFound('code', code, 'error code', { names: codes })
      }
      const under = prefix === undefined ? null : parseS3Url(prefix)
      const retried = await retryItems(db, id, {
        which,
        ...(code !== undefined && { code }),
        ...(under && { bucket: under.bucket, prefix: under.key }),
      })
      const isDone = retried !== null
      const steered = { id, isDone, done: 'retried', from: RETRIED_FROM }
      return reply.send({ ...(await answerSteered(db, steered)), retried: retried ?? 0 })
    },
  )
}
