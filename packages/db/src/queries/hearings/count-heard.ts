import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ListedItem, rowsOf } from '../items/listed-item.js'

/** How many of these objects have been heard already with this model and windowing: a batch would skip them. */
export async function countHeard(
  db: Database,
  query: {
    objects: readonly ListedItem[]
    modelId: number
    windowMs: number
    hopMs: number
  },
): Promise<number> {
  const { objects, modelId, windowMs, hopMs } = query
  const { rows } = await db.execute<{ heard: number }>(sql`
    select count(*) as heard
    from ${rowsOf(objects)}
    where exists (
      select from earmark.objects o join earmark.hearings h on h.object_id = o.id
      where o.bucket = item.bucket and o.key = item.key and (item.etag is null or o.etag = item.etag)
        and (h.model_id, h.window_ms, h.hop_ms) = (${modelId}, ${windowMs}, ${hopMs})
    )`)
  return rows[0]!.heard
}
