import { calibrationRequest, routes } from '@earmark/contract'
import { type DetectionThreshold, getLabelSet, calibrateLabelSet as measure } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { HttpProblem, invalidRequest, notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { requireEncodable, resolveModel, toModelReference } from '../models/resolve-model.js'
import { describeRetagging } from '../retaggings/describe-retagging.js'
import { startRetagging } from '../retaggings/start-retagging.js'
import { embedLabelSet } from './embed-label-set.js'

export function calibrateLabelSet(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.calibrateLabelSet, async (request, reply) => {
    const { id } = request.params
    const wanted = request.body ?? calibrationRequest.parse({})
    const labelSet = await getLabelSet(db, id)
    if (!labelSet) throw notFound('id', id, 'label set')
    if (wanted.probability !== undefined && labelSet.scoring === 'shares') {
      const message = `probability must be left out: the labels of label set ${id} (${labelSet.name}) share one certainty, and what is probable among them may be nothing. Name z or percentile.`
      throw invalidRequest([{ field: 'probability', value: wanted.probability, message }])
    }
    const model = await resolveModel(deps, wanted.model)
    await requireEncodable(deps, { labelSetId: id, under: model })
    if (model.id === deps.model.id) await embedLabelSet(deps, labelSet, requestSignal(reply))
    return answerOnce(db, request, reply, async (tx) => {
      const labels = await measure(tx, {
        labelSetId: id,
        modelId: model.id,
        sampleWindows: wanted.sample,
        ...toThreshold(wanted),
      })
      if (labels.length === 0) throw nothingHeard(model.name)
      const retagging = await startRetagging(tx, {
        ...{ labelSetId: id, modelId: model.id, keepTop: null },
        ...{ scope: { scope: 'all' }, task: 'detect' },
      })
      const { name, version, template } = labelSet
      const body = {
        labelSet: { id, name, version, template },
        model: toModelReference(model),
        labels,
        retagging: describeRetagging(retagging),
      }
      return { status: 200, body }
    })
  })
}

function toThreshold({ z, percentile, probability }: z.output<typeof calibrationRequest>): {
  threshold?: DetectionThreshold
} {
  if (z !== undefined) return { threshold: { z } }
  if (percentile !== undefined) return { threshold: { percentile } }
  return probability === undefined ? {} : { threshold: { probability } }
}

function nothingHeard(model: string): HttpProblem {
  const message = `There is no background yet: ${model} has heard nothing that could be sampled. Tag some objects first, or sample more windows.`
  return new HttpProblem(409, 'CONFLICT', message)
}
