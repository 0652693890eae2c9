import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { toVector } from '../../to-vector.js'

/** `sigmoid(weights · embedding + offset)`. */
export type StoredDetector = { weights: Float32Array; offset: number }

/** Keeps a label's detector under a model: its direction, of length one, and what the similarity to it is multiplied with. */
export async function saveDetector(
  db: Database,
  { labelId, modelId, weights, offset }: { labelId: number; modelId: number } & StoredDetector,
): Promise<void> {
  const slope = Math.sqrt(weights.reduce((sum, value) => sum + value * value, 0))
  const direction = slope > 0 ? weights.map((value) => value / slope) : weights
  await db.execute(sql`
    insert into earmark.label_embeddings (label_id, model_id, embedding, slope, logit_offset)
    values (${labelId}, ${modelId}, ${toVector(direction)}::vector, ${slope}, ${offset})
    on conflict (label_id, model_id) do nothing`)
}
