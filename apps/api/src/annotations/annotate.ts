import { type newAnnotation, routes } from '@earmark/contract'
import { type Annotation, getLabelSet, annotate as keep, listAnnotations } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { requireLabelSet } from '../label-sets/require-names.js'
import { resolveModel } from '../models/resolve-model.js'
import { resolveMoments } from '../objects/resolve-moments.js'
import { describeAnnotation } from './describe-annotation.js'

export function annotate(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.annotate, async (request, reply) => {
    const { object, window, startS, verdict, note, ...named } = request.body
    const model = await resolveModel(deps, named.model)
    const labelId = await findLabelId(deps, named)
    const [moment] = await resolveMoments(db, model, [{ object, window, startS, path: '' }])
    const { hearingId, windowIndex } = moment!
    const { id: apiKeyId, name: saidBy } = request.getDecorator<ApiKey>('apiKey')
    return answerOnce(db, request, reply, async (tx) => {
      const annotationId = await keep(tx, {
        hearingId,
        labelId,
        verdict,
        saidBy,
        apiKeyId,
        ...(windowIndex !== null && { windowIndex }),
        ...(note !== undefined && { note }),
      })
      if (verdict === null) return { status: 204 }
      const [kept] = await listAnnotations(tx, { id: annotationId ?? 0, limit: 1 })
      return { status: 200, body: describeAnnotation(kept as Annotation) }
    })
  })
}

async function findLabelId(
  { db }: ApiDependencies,
  {
    label,
    labelSet: named,
    labelSetVersion: version,
  }: Pick<z.output<typeof newAnnotation>, 'label' | 'labelSet' | 'labelSetVersion'>,
): Promise<number> {
  const id =
    typeof named === 'number' ? named : (await requireLabelSet(db, { name: named, version })).id
  const labelSet = await getLabelSet(db, id)
  if (!labelSet) throw notFound('labelSet', named, 'label set')
  const found = labelSet.labels.find(({ name }) => name === label)
  if (found) return found.id
  const where = ` in label set ${JSON.stringify(`${labelSet.name}@${labelSet.version}`)}`
  throw notFound('label', label, 'label', { where, names: labelSet.labels.map(({ name }) => name) })
}
