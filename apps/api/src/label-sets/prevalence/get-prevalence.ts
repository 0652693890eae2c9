import { routes } from '@earmark/contract'
import {
  countStrata,
  findLabelVectors,
  isTimeZone,
  type LabelSet,
  type ScoredLabel,
  sampleStrata,
} from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { HttpProblem } from '../../http/http-problem.js'
import { requestSignal } from '../../http/request-signal.js'
import { serveRoute } from '../../http/serve-route.js'
import {
  type ModelReference,
  requireEncodable,
  resolveModel,
  toModelReference,
} from '../../models/resolve-model.js'
import { toAddressFilter } from '../../objects/resolve-address.js'
import { refuseTimeZone } from '../../recordings/refuse-time-zone.js'
import { embedLabelSet } from '../embed-label-set.js'
import { requireLabel } from '../require-label.js'
import { describePrevalence } from './describe-prevalence.js'
import { planSample } from './plan-sample.js'

export function getPrevalence(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.getPrevalence, async ({ params: { id, label }, query }, reply) => {
    const { labelSet, label: found } = await requireLabel(db, { id, label })
    const { by = null, timeZone, prefix, sample } = query
    if (!(await isTimeZone(db, timeZone))) throw refuseTimeZone(timeZone)
    const model = await resolveModel(deps, query.model)
    await requireVector(deps, { labelSet, model, label }, requestSignal(reply))
    const of: ScoredLabel = {
      modelId: model.id,
      labelSetId: id,
      labelSet: labelSet.name,
      labelId: found.id,
      label,
      ...toAddressFilter(prefix),
    }
    const counts = await countStrata(db, of, { by, timeZone })
    if (counts.length === 0) throw nothingHeard(model.name, prefix)
    const described = describePrevalence(counts, { label, by })
    const wanted = planSample(described.strata, sample)
    const { name, version, template } = labelSet
    return {
      labelSet: { id, name, version, template },
      label,
      model: toModelReference(model),
      ...described,
      sample: sample > 0 ? await sampleStrata(db, of, wanted) : [],
    }
  })
}

/** @throws HttpProblem 422 where another model than the API's would have to encode it, 409 where it cannot be learned */
async function requireVector(
  deps: ApiDependencies,
  { labelSet, model, label }: { labelSet: LabelSet; model: ModelReference; label: string },
  signal: AbortSignal,
): Promise<void> {
  // One label's alone: a set may have thousands.
  const work = { modelId: model.id, labelSetId: labelSet.id, label }
  if ((await findLabelVectors(deps.db, work)).has(label)) return
  await requireEncodable(deps, { labelSetId: labelSet.id, under: model })
  await embedLabelSet(deps, labelSet, signal)
  if ((await findLabelVectors(deps.db, work)).has(label)) return
  const message = `${model.name} has no scores for ${JSON.stringify(label)}: it has heard none of the moments that it is learned from, or none that tell it from anything else. Tag their objects first.`
  throw new HttpProblem(409, 'CONFLICT', message)
}

function nothingHeard(model: string, prefix: string | undefined): HttpProblem {
  const where = prefix === undefined ? '' : ` below ${prefix}`
  const message = `${model} has heard nothing${where}: tag some objects first.`
  return new HttpProblem(409, 'CONFLICT', message)
}
