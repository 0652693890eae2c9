import {
  createRetagging,
  findLabelSet,
  getBatch,
  getRetagging,
  type Retagging,
  type RetaggingScope,
} from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeRetagging } from '../describe-retagging.js'
import { notFound } from '../http-problem.js'
import { answerOnce } from '../idempotency/answer-once.js'
import { idempotencyHeaders } from '../idempotency/idempotency-header.js'
import { toAddressFilter } from '../resolve-address.js'
import { requireEncodable, resolveModel } from '../resolve-model.js'
import { answer } from '../schemas/answer.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { retagging, retaggingRequest } from '../schemas/retagging.js'

export function applyLabelSet(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.post(
    '/label-sets/:id/apply',
    {
      schema: {
        tags: ['retaggings'],
        operationId: 'applyLabelSet',
        summary: 'Tag what was heard before with other labels, without its audio',
        description:
          'Scores the stored embeddings in the database, in the background. The rows are those that a batch with this label set would have given. Follow it with `GET /v1/retaggings/{id}`.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        headers: idempotencyHeaders,
        // Without a body: everything.
        body: retaggingRequest.optional().nullable(),
        response: {
          202: answer('The re-tagging, as stored.', retagging),
          ...problems(400, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const wanted = request.body ?? {}
      if (!(await findLabelSet(db, { id }))) throw notFound('id', id, 'label set')
      const model = await resolveModel(deps, wanted.model)
      const scope = await toScope(deps, wanted)
      await requireEncodable(deps, { labelSetId: id, under: model })
      return answerOnce(db, request, reply, async (tx) => {
        const { id: retaggingId } = await createRetagging(tx, {
          labelSetId: id,
          modelId: model.id,
          scope,
          keepTop: wanted.keep === 'all' ? 0 : (wanted.keep ?? null),
        })
        const created = (await getRetagging(tx, retaggingId)) as Retagging
        return {
          status: 202,
          location: `/v1/retaggings/${retaggingId}`,
          body: describeRetagging(created),
        }
      })
    },
  )
}

async function toScope(
  { db }: ApiDependencies,
  { prefix, batch }: z.output<typeof retaggingRequest>,
): Promise<RetaggingScope> {
  const address = toAddressFilter(prefix)
  if (address) return { scope: 'prefix', ...address }
  if (batch === undefined) return { scope: 'all' }
  if (!(await getBatch(db, batch))) throw notFound('batch', batch, 'batch')
  return { scope: 'batch', batchId: batch }
}
