import { EarmarkError } from '@earmark/core'
import { findLabelVectors, refreshLabelEmbeddings } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ResolvedLabelSet } from '../label-sets/resolve-label-sets.js'
import { embedPrompts } from './embed-prompts.js'

/**
 * Gives labels that are each a presence their detectors, and labels by example, which have no words, their vectors.
 *
 * @throws EarmarkError INVALID_LABEL_SET where the API's model has heard none of the moments that one is learned from
 */
export async function learnLabelSets(
  deps: Pick<ApiDependencies, 'db' | 'inference' | 'learner' | 'model'>,
  labelSets: readonly ResolvedLabelSet[],
  signal: AbortSignal,
): Promise<ResolvedLabelSet[]> {
  const { db, learner, model } = deps
  return Promise.all(
    labelSets.map(async (set) => {
      const isPresence = set.scoring === 'presence'
      const isOfWords = set.labels.every(({ prompts }) => prompts.length > 0)
      if (set.id === undefined || (isOfWords && !isPresence)) return set
      const work = { modelId: model.id, labelSetId: set.id }
      if (isPresence) {
        const prompts = set.labels.flatMap((label) => label.prompts)
        await embedPrompts(deps, prompts, signal)
      }
      await refreshLabelEmbeddings(db, work, learner.learnDetector)
      const vectors = await findLabelVectors(db, work)
      const labels = set.labels.map((label) => {
        if (label.prompts.length > 0 && !isPresence) return label
        const stored = vectors.get(label.name)
        if (stored) return { ...label, stored }
        throw new EarmarkError(
          'INVALID_LABEL_SET',
          `Label ${JSON.stringify(label.name)} of label set ${set.id} (${set.name}) cannot be scored: ${model.name} has heard none of the moments that it is learned from, or none that tell it from anything else. Tag their objects first, or make the label set again with more moments.`,
          { permanent: true, field: 'labelSets', value: set.id },
        )
      })
      return { ...set, labels }
    }),
  )
}
