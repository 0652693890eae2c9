import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** The labels of a set, by position, that have no vector under a model: under it, nothing can be scored with them. */
export async function listUnreadyLabels(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
): Promise<{ name: string; isByExample: boolean }[]> {
  const { rows } = await db.execute<{ name: string; isByExample: boolean }>(sql`
    select l.name, l.by_example as "isByExample" from earmark.labels l
    where l.label_set_id = ${labelSetId} and not exists (
      select from earmark.label_embeddings e where e.label_id = l.id and e.model_id = ${modelId}
    )
    order by l.position`)
  return rows
}
