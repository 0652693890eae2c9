import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ListedItem } from '../batches/create-batch.js'

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
    from unnest(
      ${sql.param(objects.map((object) => object.bucket))}::text[],
      ${sql.param(objects.map((object) => object.key))}::text[],
      ${sql.param(objects.map((object) => object.etag ?? null))}::text[]
    ) as given (bucket, key, etag)
    where exists (
      select from earmark.objects o join earmark.hearings h on h.object_id = o.id
      where o.bucket = given.bucket and o.key = given.key and (given.etag is null or o.etag = given.etag)
        and (h.model_id, h.window_ms, h.hop_ms) = (${modelId}, ${windowMs}, ${hopMs})
    )`)
  return rows[0]!.heard
}
