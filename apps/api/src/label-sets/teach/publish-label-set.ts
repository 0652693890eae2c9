import { type publication, routes } from '@earmark/contract'
import {
  calibrateLabelSet,
  copyDetectors,
  createLabelSet,
  findLabelSet,
  getLabelSet,
  type LabelSet,
  type LabelSetReference,
  refreshLabelEmbeddings,
} from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { HttpProblem, notFound } from '../../http/http-problem.js'
import { answerOnce } from '../../http/idempotency/answer-once.js'
import { requestSignal } from '../../http/request-signal.js'
import { serveRoute } from '../../http/serve-route.js'
import { resolveModel, toModelReference } from '../../models/resolve-model.js'
import { describeRetagging } from '../../retaggings/describe-retagging.js'
import { startRetagging } from '../../retaggings/start-retagging.js'
import { describeLabelSet } from '../describe-label-set.js'
import { encodeLabelSet } from './encode-label-set.js'
import { gatherTeaching } from './gather-teaching.js'
import { toNextVersion } from './to-next-version.js'

type Publication = z.output<typeof publication>

export function publishLabelSet(app: ApiServer, deps: ApiDependencies): void {
  const { db, learner } = deps

  serveRoute(app, routes.publishLabelSet, async (request, reply) => {
    const { id } = request.params
    const asked: Publication = request.body
    const labelSet = await getLabelSet(db, id)
    if (!labelSet) throw notFound('id', id, 'label set')
    const model = await resolveModel(deps, asked.model)
    const signal = requestSignal(reply)
    await encodeLabelSet(deps, { labelSet, model }, signal)
    const gathered = await gatherTeaching(db, { labelSet, model })
    const next = await toNextVersion({ db, learner }, { labelSet, asked, gathered }, signal)
    return answerOnce(db, request, reply, async (tx) => {
      const newest = await findLabelSet(tx, { name: labelSet.name })
      const stored = await createLabelSet(tx, next.content)
      if (stored.created && newest && newest.id !== id) throw notNewest(labelSet, newest)
      const work = { modelId: model.id, labelSetId: stored.id }
      await copyDetectors(tx, { fromId: id, toId: stored.id, labels: next.unchanged })
      await refreshLabelEmbeddings(tx, work, learner.learnDetector)
      await calibrateLabelSet(tx, work)
      const retagging = asked.retag
        ? await startRetagging(tx, { ...work, scope: { scope: 'all' }, keepTop: null })
        : null
      const made = (await getLabelSet(tx, stored.id)) as LabelSet
      return {
        status: stored.created ? 201 : 200,
        location: `/v1/label-sets/${stored.id}`,
        body: {
          labelSet: await describeLabelSet(tx, made),
          model: toModelReference(model),
          labels: next.published,
          retagging: retagging && describeRetagging(retagging),
        },
      }
    })
  })
}

/** Of a version that is not the newest, what the newest has learned would be lost. @throws HttpProblem 409 */
function notNewest(base: LabelSet, newest: LabelSetReference): HttpProblem {
  const name = JSON.stringify(base.name)
  const message = `Version ${base.version} of label set ${name} is not the newest: publish from version ${newest.version}, label set ${newest.id}, which may have learned other labels.`
  return new HttpProblem(409, 'CONFLICT', message)
}
