import { routes } from '@earmark/contract'
import { errorCodes } from '@earmark/core'
import { type Batch, getBatch, rerunBatch, retryBatch as retryItems } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { answerSteered } from './answer-steered.js'

const RETRIED_FROM = [
  'scanning',
  'running',
  'paused',
  'cancelled',
  'completed',
  'completed_with_failures',
  'failed',
] as const satisfies Batch['state'][]

const codes: readonly string[] = errorCodes.map(({ code }) => code)

export function retryBatch(app: ApiServer, { db, tracing }: ApiDependencies): void {
  serveRoute(app, routes.retryBatch, async (request, reply) => {
    const {
      params: { id },
      body,
    } = request
    if (body.which === 'missing') {
      const { id: apiKeyId } = request.getDecorator<ApiKey>('apiKey')
      const traceparent = tracing?.traceparent() ?? null
      return answerOnce(db, request, reply, async (tx) => {
        const newId = await rerunBatch(tx, id, { apiKeyId, traceparent })
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
    return reply.code(200).send({ ...(await answerSteered(db, steered)), retried: retried ?? 0 })
  })
}
