import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { fromHalfvec } from '../../from-halfvec.js'
import { type BackgroundSample, readBackground } from './read-background.js'
import { readWords } from './read-words.js'
import { type StoredDetector, saveDetector } from './save-detector.js'

type Example = { embedding: Float32Array; isPositive: boolean; objectId: string }

/** Makes a detector of words and examples. @throws RangeError where nothing can be learned from them */
export type LearnDetector = (teaching: {
  words: Float32Array | null
  examples: readonly Example[]
  background: readonly BackgroundSample[]
}) => StoredDetector | Promise<StoredDetector>

/**
 * Learns the detectors that labels of a set lack under a model: from their words, from their moments, and, where one label
 * holds at a time, from the other labels' moments. A moment of another model's hearing counts by what this model heard at
 * the same place. Left alone are labels with a prompt that is not encoded yet, with moments of which this model has heard
 * none, and with moments that nothing can be learned from.
 */
export async function learnDetectors(
  db: Database,
  work: { modelId: number; labelSetId: number },
  learn: LearnDetector,
): Promise<void> {
  const labels = await listUnlearned(db, work)
  if (labels.length === 0) return
  const examples = await listHeardExamples(db, work)
  const background = await readBackground(db, work.modelId)
  for (const { labelId, vector: words, prompts, isByExample } of labels) {
    const own = examples.filter((example) => example.labelId === labelId)
    if ((prompts > 0 && !words) || (isByExample && own.length === 0)) continue
    const taken = new Set(own.map(placeOf))
    const others = examples.filter(
      (one) =>
        one.oneAtATime && one.labelId !== labelId && one.isPositive && !taken.has(placeOf(one)),
    )
    const teaching = [...own, ...others.map((one) => ({ ...one, isPositive: false }))]
    const detector = await tryToLearn(learn, { words, examples: teaching, background })
    if (detector) await saveDetector(db, { labelId, modelId: work.modelId, ...detector })
  }
}

async function tryToLearn(learn: LearnDetector, teaching: Parameters<LearnDetector>[0]) {
  try {
    return await learn(teaching)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const placeOf = ({ objectId, windowIndex }: { objectId: string; windowIndex: number }) =>
  `${objectId}/${windowIndex}`

/** The labels of a set of presences that have no detector under the model. */
async function listUnlearned(db: Database, work: { modelId: number; labelSetId: number }) {
  const { rows } = await db.execute<{ id: number }>(sql`
    select l.id from earmark.labels l
    join earmark.label_sets ls on ls.id = l.label_set_id and ls.scoring = 'presence'
    where l.label_set_id = ${work.labelSetId} and not exists (
      select from earmark.label_embeddings le where le.label_id = l.id and le.model_id = ${work.modelId}
    )`)
  if (rows.length === 0) return []
  const unlearned = new Set(rows.map(({ id }) => id))
  return (await readWords(db, work)).filter(({ labelId }) => unlearned.has(labelId))
}

async function listHeardExamples(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
) {
  type Row = {
    labelId: number
    isPositive: boolean
    oneAtATime: boolean
    objectId: number
    windowIndex: number
    embedding: Buffer
  }
  const { rows } = await db.execute<Row>(sql`
    select l.id as "labelId", x.is_positive as "isPositive", ls.one_at_a_time as "oneAtATime",
      h.object_id as "objectId", x.window_index as "windowIndex", halfvec_send(e.embedding) as embedding
    from earmark.labels l
    join earmark.label_sets ls on ls.id = l.label_set_id
    join earmark.examples x on x.label_id = l.id
    join earmark.hearings taught on taught.id = x.hearing_id
    join earmark.hearings h on h.model_id = ${modelId}
      and (h.object_id, h.window_ms, h.hop_ms) = (taught.object_id, taught.window_ms, taught.hop_ms)
    join earmark.embeddings e on e.hearing_id = h.id and e.window_index = x.window_index
    where l.label_set_id = ${labelSetId}
    order by l.position, h.object_id, x.window_index`)
  return rows.map(({ embedding, objectId, ...row }) => ({
    ...row,
    objectId: String(objectId),
    embedding: fromHalfvec(embedding),
  }))
}
