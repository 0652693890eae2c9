import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ListedItem, rowsOf } from '../items/listed-item.js'

export type FoundHearing = { objectId: number; hearingId: number }

/**
 * Finds what a model has heard in objects with a windowing, all with one statement: the work identity.
 *
 * @returns in the order of the objects; null for one that was not heard
 */
export async function findHearings(
  db: Database,
  work: { modelId: number; windowMs: number; hopMs: number },
  objects: readonly (ListedItem & { etag: string })[],
): Promise<(FoundHearing | null)[]> {
  if (objects.length === 0) return []
  const { rows } = await db.execute<FoundHearing & { place: number }>(sql`
    select item.place, o.id as "objectId", h.id as "hearingId" from ${rowsOf(objects)}
    join earmark.objects o on o.bucket = item.bucket and o.key = item.key and o.etag = item.etag
      and o.version_id = coalesce(item.version_id, '')
    join earmark.hearings h on h.object_id = o.id and h.model_id = ${work.modelId}
      and h.window_ms = ${work.windowMs} and h.hop_ms = ${work.hopMs}`)
  const found = new Map(rows.map(({ place, ...hearing }) => [place, hearing]))
  return objects.map((_, index) => found.get(index + 1) ?? null)
}
