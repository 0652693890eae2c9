import { routes } from '@earmark/contract'
import { findThreshold, getBatch } from '@earmark/db'
import { readAnnotator } from '../annotations/read-annotator.js'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { invalidRequest, notFound } from '../http/http-problem.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { resolveModel, toModelReference } from '../models/resolve-model.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { toRecordingFilter } from '../recordings/to-recording-filter.js'
import { explainNoMoments } from './explain-no-moments.js'
import { findMoments } from './find-moments.js'
import { resolveLabel } from './resolve-label.js'

const EVEN_CHANCE = 0.5

export function review(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.review, async (request, reply) => {
    const { query } = request
    const { label, strategy, answered, seed, limit, batch, threshold: asked } = query
    if (asked !== undefined && strategy !== 'uncertain') {
      const message = `threshold must stand beside strategy=uncertain, whose moments lie around it; received ${asked}.`
      throw invalidRequest([{ field: 'threshold', value: asked, message }])
    }
    const filter = {
      ...toAddressFilter(query.prefix),
      ...toRecordingFilter(query),
      ...(batch !== undefined && { batchId: batch }),
    }
    if (batch !== undefined && !(await getBatch(db, batch))) throw notFound('batch', batch, 'batch')
    const model = await resolveModel(deps, query.model)
    const { labelSet, labelId } = await resolveLabel(deps, query, model, requestSignal(reply))
    // Over one label the softmax is 1, whatever is heard.
    const isAlone = labelSet.labels.length === 1 && labelSet.scoring === 'shares'
    const calibrated =
      strategy === 'uncertain' && asked === undefined
        ? await findThreshold(db, { labelId, modelId: model.id })
        : null
    const scoreOf: 'probability' | 'similarity' =
      isAlone || calibrated !== null ? 'similarity' : 'probability'
    const threshold = asked ?? calibrated ?? (isAlone ? null : EVEN_CHANCE)
    const found = await findMoments(db, {
      modelId: model.id,
      labelSetId: labelSet.id,
      labelId,
      label,
      labels: labelSet.labels.length,
      strategy,
      near: scoreOf === 'probability' ? (threshold ?? undefined) : undefined,
      answered,
      filter,
      seed,
      limit,
      threshold,
      scoreOf,
      saidBy: readAnnotator(request).saidBy,
    })
    const { id, name, version, template } = labelSet
    return {
      labelSet: { id, name, version, template },
      label,
      model: toModelReference(model),
      strategy,
      seed,
      threshold: strategy === 'uncertain' ? found.threshold : null,
      thresholdOf: scoreOf,
      windows: found.total,
      compared: found.compared,
      items: found.moments.map(({ windowIndex: window, said, ...moment }) => ({
        ...moment,
        window,
        said,
      })),
      note: explainNoMoments(found, { model: model.name, label, answered, filter }),
    }
  })
}
