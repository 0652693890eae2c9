import { EarmarkError } from '@earmark/core'
import { findLabelVectors, refreshLabelEmbeddings } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ResolvedLabelSet } from '../label-sets/resolve-label-sets.js'

/**
 * Gives labels by example, which have no words to encode, the vectors that are learned from their moments.
 *
 * @throws EarmarkError INVALID_LABEL_SET where the API's model has heard none of them
 */
export async function learnLabelSets(
  { db, model }: Pick<ApiDependencies, 'db' | 'model'>,
  labelSets: readonly ResolvedLabelSet[],
): Promise<ResolvedLabelSet[]> {
  return Promise.all(
    labelSets.map(async (set) => {
      if (set.id === undefined || set.labels.every(({ prompts }) => prompts.length > 0)) return set
      const work = { modelId: model.id, labelSetId: set.id }
      await refreshLabelEmbeddings(db, work)
      const vectors = await findLabelVectors(db, work)
      const labels = set.labels.map((label) => {
        if (label.prompts.length > 0) return label
        const vector = vectors.get(label.name)
        if (vector) return { ...label, vector }
        throw new EarmarkError(
          'INVALID_LABEL_SET',
          `Label ${JSON.stringify(label.name)} of label set ${set.id} (${set.name}) cannot be scored: ${model.name} has heard none of the moments that it is learned from. Tag their objects first.`,
          { permanent: true, field: 'labelSets', value: set.id },
        )
      })
      return { ...set, labels }
    }),
  )
}
