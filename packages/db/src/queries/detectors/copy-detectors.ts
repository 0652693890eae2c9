import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Gives labels of a version the detectors that labels of the same names have in another one, to the bit. */
export async function copyDetectors(
  db: Database,
  { fromId, toId, labels }: { fromId: number; toId: number; labels: readonly string[] },
): Promise<void> {
  await db.execute(sql`
    insert into earmark.label_embeddings (label_id, model_id, embedding, slope, logit_offset)
    select l.id, le.model_id, le.embedding, le.slope, le.logit_offset
    from earmark.labels l
    join earmark.labels before on before.label_set_id = ${fromId} and before.name = l.name
    join earmark.label_embeddings le on le.label_id = before.id and le.slope is not null
    where l.label_set_id = ${toId} and l.name = any (${sql.param([...labels])}::text[])
    on conflict (label_id, model_id) do nothing`)
}
