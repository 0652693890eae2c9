import { type LabelSet, refreshLabelEmbeddings } from '@earmark/db'
import { embedPrompts } from '../classify/embed-prompts.js'
import type { ApiDependencies } from '../dependencies.js'

/** Makes sure that every label of a stored set has its vector under the API's model. */
export async function embedLabelSet(
  deps: Pick<ApiDependencies, 'db' | 'inference' | 'learner' | 'model'>,
  labelSet: LabelSet,
  signal: AbortSignal,
): Promise<void> {
  await embedPrompts(
    deps,
    labelSet.labels.flatMap(({ prompts }) => prompts),
    signal,
  )
  const work = { modelId: deps.model.id, labelSetId: labelSet.id }
  await refreshLabelEmbeddings(deps.db, work, deps.learner.learnDetector)
}
