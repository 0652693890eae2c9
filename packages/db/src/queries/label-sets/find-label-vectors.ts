import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** The vectors that a set's labels, or one of them, have under a model, by the label's name. */
export async function findLabelVectors(
  db: Database,
  { modelId, labelSetId, label }: { modelId: number; labelSetId: number; label?: string },
): Promise<Map<string, Float32Array>> {
  const { rows } = await db.execute<{ name: string; embedding: string }>(sql`
    select l.name, e.embedding::text as embedding
    from earmark.labels l join earmark.label_embeddings e on e.label_id = l.id and e.model_id = ${modelId}
    where l.label_set_id = ${labelSetId} ${label === undefined ? sql`` : sql`and l.name = ${label}`}`)
  return new Map(
    rows.map(({ name, embedding }) => [name, Float32Array.from(JSON.parse(embedding) as number[])]),
  )
}
