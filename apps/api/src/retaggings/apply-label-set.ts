import { type retaggingRequest, routes } from '@earmark/contract'
import { findLabelSet, getBatch, type RetaggingScope } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { requireEncodable, resolveModel } from '../models/resolve-model.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { describeRetagging } from './describe-retagging.js'
import { startRetagging } from './start-retagging.js'

export function applyLabelSet(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.applyLabelSet, async (request, reply) => {
    const { id } = request.params
    const wanted = request.body ?? {}
    if (!(await findLabelSet(db, { id }))) throw notFound('id', id, 'label set')
    const model = await resolveModel(deps, wanted.model)
    const scope = await toScope(deps, wanted)
    await requireEncodable(deps, { labelSetId: id, under: model })
    return answerOnce(db, request, reply, async (tx) => {
      const retagging = await startRetagging(tx, {
        labelSetId: id,
        modelId: model.id,
        scope,
        keepTop: wanted.keep === 'all' ? 0 : (wanted.keep ?? null),
      })
      return {
        status: 202,
        location: `/v1/retaggings/${retagging.id}`,
        body: describeRetagging(retagging),
      }
    })
  })
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
