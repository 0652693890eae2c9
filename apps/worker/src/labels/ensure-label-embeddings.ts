import { EarmarkError, type Learner } from '@earmark/core'
import {
  type Database,
  listUnembeddedPrompts,
  listUnreadyLabels,
  refreshLabelEmbeddings,
  saveTextEmbeddings,
} from '@earmark/db'
import type { InferencePool } from '@earmark/inference'
import { SharedWork } from './shared-work.js'

/** Texts are encoded and saved in groups, so that a large label set that is interrupted goes on where it stopped. */
const PROMPTS_AT_ONCE = 64

export type EnsureLabelEmbeddings = (
  work: { modelId: number; labelSetIds: number[] },
  signal: AbortSignal,
) => Promise<void>

/**
 * Makes sure that every label of these sets has its vector under the model: each prompt is encoded once,
 * ever. Remembers which sets are ready, so that it costs nothing from the second chunk on.
 */
export function createEnsureLabelEmbeddings(deps: {
  db: Database
  pool: InferencePool
  learner: Learner
}): EnsureLabelEmbeddings {
  const ready = new Map<string, SharedWork<void>>()
  return async (work, signal) => {
    // A classifier knows its labels without being told.
    if (deps.pool.model.kind === 'classifier') return
    await Promise.all(
      work.labelSetIds.map((labelSetId) => {
        const id = `${work.modelId}/${labelSetId}`
        const known = ready.get(id)
        if (known !== undefined && !known.isStopped) return known.wait(signal)
        const one = { modelId: work.modelId, labelSetId }
        // Chunks of several batches wait for it: it outlives the one that came first and was cancelled.
        const embedding = new SharedWork((stop) => embedLabelSet(deps, one, stop))
        ready.set(id, embedding)
        return embedding.wait(signal).catch((error: unknown) => {
          if (!signal.aborted && ready.get(id) === embedding) ready.delete(id)
          throw error
        })
      }),
    )
  }
}

/**
 * Encodes the prompts of a label set that the model has not encoded yet, and gives its labels their vectors.
 *
 * @throws EarmarkError INVALID_LABEL_SET where a label is learned from moments that the model has not heard
 */
export async function embedLabelSet(
  { db, pool, learner }: { db: Database; pool: InferencePool; learner: Learner },
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
  signal: AbortSignal,
): Promise<void> {
  const prompts = await listUnembeddedPrompts(db, { modelId, labelSetIds: [labelSetId] })
  for (let from = 0; from < prompts.length; from += PROMPTS_AT_ONCE) {
    const group = prompts.slice(from, from + PROMPTS_AT_ONCE)
    const embeddings = await pool.embedTexts(group, { signal })
    await saveTextEmbeddings(
      db,
      modelId,
      new Map(group.map((prompt, index) => [prompt, embeddings[index] as Float32Array])),
    )
  }
  await refreshLabelEmbeddings(db, { modelId, labelSetId }, learner.learnDetector)
  const [label] = await listUnreadyLabels(db, { modelId, labelSetId })
  if (!label) return
  const { name, revision } = pool.model
  throw new EarmarkError(
    'INVALID_LABEL_SET',
    `Label ${JSON.stringify(label.name)} of label set ${labelSetId} has no vector under ${name} ${revision}: of the moments that it is learned from, this model has heard none, or none that tell it from anything else. Tag their objects with it first, or make the label set again with more moments.`,
    { permanent: true },
  )
}
