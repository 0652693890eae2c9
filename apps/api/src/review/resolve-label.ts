import { getLabelSet, type LabelSet, listUnreadyLabels } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http/http-problem.js'
import { embedLabelSet } from '../label-sets/embed-label-set.js'
import { requireLabelSet, requireNames } from '../label-sets/require-names.js'
import { cannotEncode, type ModelReference } from '../models/resolve-model.js'

/**
 * A label of a stored set, whose labels all have their vectors under a model.
 *
 * @throws HttpProblem 404 with the nearest names; 422 where another model than the API's would have to encode the words
 */
export async function resolveLabel(
  deps: ApiDependencies,
  asked: { labelSet: string; labelSetVersion?: number | undefined; label: string },
  model: ModelReference,
  signal: AbortSignal,
): Promise<{ labelSet: LabelSet; labelId: number }> {
  const { labelSet: name, labelSetVersion, label } = asked
  const { id, version } = await requireLabelSet(deps.db, { name, version: labelSetVersion })
  await requireNames(deps.db, { labelSet: name, labelSetVersion: version, label })
  const labelSet = await getLabelSet(deps.db, id)
  const found = labelSet?.labels.find((one) => one.name === label)
  if (!labelSet || !found) throw notFound('label', label, 'label')
  const query = { modelId: model.id, labelSetId: id }
  let [unready] = await listUnreadyLabels(deps.db, query)
  if (unready && model.id === deps.model.id) {
    await embedLabelSet(deps, labelSet, signal)
    ;[unready] = await listUnreadyLabels(deps.db, query)
  }
  if (unready) throw cannotEncode(deps.model, model, unready.name)
  return { labelSet, labelId: found.id }
}
