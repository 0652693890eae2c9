import { findTextEmbeddings, type LabelSet } from '@earmark/db'
import { embedPrompts } from '../../classify/embed-prompts.js'
import type { ApiDependencies } from '../../dependencies.js'
import { cannotEncode, type ModelReference } from '../../models/resolve-model.js'

/**
 * Makes sure that a model has encoded every prompt of a set.
 *
 * @throws HttpProblem 422 where another model than the API's would have to encode one
 */
export async function encodeLabelSet(
  deps: ApiDependencies,
  { labelSet, model }: { labelSet: LabelSet; model: ModelReference },
  signal: AbortSignal,
): Promise<void> {
  const prompts = [...new Set(labelSet.labels.flatMap((label) => label.prompts))]
  if (model.id === deps.model.id) {
    await embedPrompts(deps, prompts, signal)
    return
  }
  const known = await findTextEmbeddings(deps.db, { modelId: model.id, prompts })
  const missing = prompts.find((prompt) => !known.has(prompt))
  if (missing !== undefined) throw cannotEncode(deps.model, model, missing)
}
