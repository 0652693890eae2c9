import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseVector } from './parse-vector.js'

/** A label under a model: `sigmoid(slope · (vector · embedding) + offset)` where it is a presence. */
export type LabelVector = {
  /** Of length one. */
  vector: Float32Array
  /** null where the label is a share of a softmax. */
  detector: { slope: number; offset: number } | null
}

/** The vectors that a set's labels, or one of them, have under a model, by the label's name. */
export async function findLabelVectors(
  db: Database,
  { modelId, labelSetId, label }: { modelId: number; labelSetId: number; label?: string },
): Promise<Map<string, LabelVector>> {
  type Row = { name: string; embedding: string; slope: number | null; offset: number | null }
  const { rows } = await db.execute<Row>(sql`
    select l.name, e.embedding::text as embedding, e.slope, e.logit_offset as "offset"
    from earmark.labels l join earmark.label_embeddings e on e.label_id = l.id and e.model_id = ${modelId}
    where l.label_set_id = ${labelSetId} ${label === undefined ? sql`` : sql`and l.name = ${label}`}`)
  return new Map(
    rows.map(({ name, embedding, slope, offset }) => [
      name,
      {
        vector: parseVector(embedding),
        detector: slope === null || offset === null ? null : { slope, offset },
      },
    ]),
  )
}
