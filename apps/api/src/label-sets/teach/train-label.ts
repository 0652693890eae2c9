import { routes, trainingRequest } from '@earmark/contract'
import type { Wanted } from '@earmark/core'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { requestSignal } from '../../http/request-signal.js'
import { serveRoute } from '../../http/serve-route.js'
import { resolveModel, toModelReference } from '../../models/resolve-model.js'
import { requireLabel } from '../require-label.js'
import { describeTraining } from './describe-training.js'
import { encodeLabelSet } from './encode-label-set.js'
import { gatherTeaching, orExplain } from './gather-teaching.js'

export function trainLabel(app: ApiServer, deps: ApiDependencies): void {
  serveRoute(app, routes.trainLabel, async (request, reply) => {
    const { id, label } = request.params
    const asked = request.body ?? trainingRequest.parse({})
    const { labelSet } = await requireLabel(deps.db, { id, label })
    const model = await resolveModel(deps, asked.model)
    const signal = requestSignal(reply)
    await encodeLabelSet(deps, { labelSet, model }, signal)
    const gathered = await gatherTeaching(deps.db, { labelSet, model })
    const sorted = gathered.sort(label, asked.oneAtATime ?? labelSet.oneAtATime)
    const wanted = toWanted(asked)
    const teaching = { ...gathered.teach(label, sorted), wanted }
    const training = await orExplain(label, deps.learner.trainDetector(teaching, signal))
    const { name, version, template } = labelSet
    return {
      labelSet: { id, name, version, template },
      label,
      model: toModelReference(model),
      learnedFrom: sorted.learnedFrom,
      leftOut: sorted.leftOut,
      strength: training.detector.strength,
      measured: training.measured,
      words: training.words,
      before: training.before,
      threshold: training.threshold,
      notes: describeTraining(label, sorted, training, wanted),
    }
  })
}

/** The threshold that a request wants, by what it is to reach. */
export function toWanted({
  precision,
  recall,
}: {
  precision?: number | undefined
  recall?: number | undefined
}): Wanted | null {
  if (precision !== undefined) return { precision }
  return recall === undefined ? null : { recall }
}
