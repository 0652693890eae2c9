import type { newAnnotation } from '@earmark/contract'
import { type Answer, getLabelSet, type LabelSet } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http/http-problem.js'
import { requireLabelOf } from '../label-sets/require-label.js'
import { requireLabelSet } from '../label-sets/require-names.js'
import { type ModelReference, resolveModel } from '../models/resolve-model.js'
import { resolveMoments } from '../objects/resolve-moments.js'

type Asked = z.output<typeof newAnnotation>

/**
 * Finds the label and the place of each annotation of a request.
 *
 * @param pathOf where the nth stands in the request: `annotations[2].`, or nothing
 * @throws HttpProblem 404 naming the field of what does not exist
 */
export async function resolveAnnotations(
  deps: ApiDependencies,
  annotations: readonly Asked[],
  pathOf: (n: number) => string,
): Promise<Answer[]> {
  const models = new Map<Asked['model'], ModelReference>()
  const labelSets = new Map<string, LabelSet>()
  const answers: Answer[] = []
  for (const [
    n,
    { model, labelSet, labelSetVersion, label, verdict, note },
  ] of annotations.entries()) {
    const path = pathOf(n)
    if (!models.has(model)) models.set(model, await resolveModel(deps, model, `${path}model`))
    const id = JSON.stringify([labelSet, labelSetVersion])
    const set = labelSets.get(id) ?? (await findLabelSet(deps, annotations[n]!, path))
    labelSets.set(id, set)
    const named = { name: `${set.name}@${set.version}`, labels: set.labels }
    const { id: labelId } = requireLabelOf(named, label, `${path}label`)
    answers.push({ hearingId: 0, labelId, verdict, ...(note !== undefined && { note }) })
  }
  for (const [named, model] of models) {
    const ofModel = annotations.flatMap((asked, n) => (asked.model === named ? [{ asked, n }] : []))
    const places = ofModel.map(({ asked: { object, window, startS }, n }) => ({
      object,
      window,
      startS,
      path: pathOf(n),
    }))
    const moments = await resolveMoments(deps.db, model, places)
    for (const [at, { hearingId, windowIndex }] of moments.entries()) {
      const answer = answers[ofModel[at]!.n]!
      answer.hearingId = hearingId
      if (windowIndex !== null) answer.windowIndex = windowIndex
    }
  }
  return answers
}

async function findLabelSet(
  { db }: ApiDependencies,
  { labelSet: named, labelSetVersion: version }: Asked,
  path: string,
): Promise<LabelSet> {
  const fields = { labelSet: `${path}labelSet`, labelSetVersion: `${path}labelSetVersion` }
  const id =
    typeof named === 'number'
      ? named
      : (await requireLabelSet(db, { name: named, version }, fields)).id
  const labelSet = await getLabelSet(db, id)
  if (!labelSet) throw notFound(`${path}labelSet`, named, 'label set')
  return labelSet
}
