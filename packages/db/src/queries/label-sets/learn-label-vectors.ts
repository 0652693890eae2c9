import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { learnLabelVector } from './learn-label-vector.js'

/** Windows that stand for the archive where a label has no negative examples. */
const BACKGROUND_WINDOWS = 2_000

/**
 * Learns the vectors of a set's labels by example under a model, from the stored embeddings of their moments. A moment
 * of another model's hearing counts by what this model heard at the same place. Labels that have a vector, and labels
 * without a positive moment that this model has heard, are left alone.
 */
export async function learnLabelVectors(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
): Promise<void> {
  const { rows } = await db.execute<{
    labelId: number
    isPositive: boolean
    embedding: string
  }>(sql`
    select l.id as "labelId", x.is_positive as "isPositive", e.embedding::text as embedding
    from earmark.labels l
    join earmark.examples x on x.label_id = l.id
    join earmark.hearings taught on taught.id = x.hearing_id
    join earmark.hearings h on h.model_id = ${modelId}
      and (h.object_id, h.window_ms, h.hop_ms) = (taught.object_id, taught.window_ms, taught.hop_ms)
    join earmark.embeddings e on e.hearing_id = h.id and e.window_index = x.window_index
    where l.label_set_id = ${labelSetId} and l.by_example and not exists (
      select from earmark.label_embeddings le where le.label_id = l.id and le.model_id = ${modelId}
    )
    order by l.position, x.hearing_id, x.window_index`)
  for (const labelId of new Set(rows.map((row) => row.labelId))) {
    const examples = rows.filter((row) => row.labelId === labelId)
    const vectors = (isPositive: boolean) =>
      examples
        .filter((row) => row.isPositive === isPositive)
        .map((row) => parseVector(row.embedding))
    const positives = vectors(true)
    const negatives = vectors(false)
    if (positives.length === 0) continue
    const background = negatives.length > 0 ? null : await readBackground(db, modelId)
    const vector = learnLabelVector({ positives, negatives: background ? [background] : negatives })
    await db.execute(sql`
      insert into earmark.label_embeddings (label_id, model_id, embedding)
      values (${labelId}, ${modelId}, ${`[${vector.join(',')}]`}::vector)
      on conflict (label_id, model_id) do nothing`)
  }
}

/** The mean of windows that stand for the archive, the same ones each time. */
async function readBackground(db: Database, modelId: number): Promise<Float32Array> {
  const { rows } = await db.execute<{ embedding: string }>(sql`
    select avg(e.embedding::vector order by e.hearing_id)::text as embedding
    from (
      select id from earmark.hearings where model_id = ${modelId}
      order by hashint8extended(id, 0), id limit ${BACKGROUND_WINDOWS}
    ) h
    join earmark.embeddings e on e.hearing_id = h.id and e.window_index = 0`)
  return parseVector(rows[0]!.embedding)
}

const parseVector = (text: string) => Float32Array.from(JSON.parse(text) as number[])
