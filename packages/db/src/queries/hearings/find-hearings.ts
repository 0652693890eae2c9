import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Finds what a model has heard in an object with a windowing: the work identity. */
export async function findHearing(
  db: Database,
  work: {
    bucket: string
    key: string
    etag: string
    versionId: string | null
    modelId: number
    windowMs: number
    hopMs: number
  },
): Promise<{ objectId: number; hearingId: number } | null> {
  const { rows } = await db.execute<{ objectId: number; hearingId: number }>(sql`
    select o.id as "objectId", h.id as "hearingId" from earmark.objects o
    join earmark.hearings h on h.object_id = o.id and h.model_id = ${work.modelId}
      and h.window_ms = ${work.windowMs} and h.hop_ms = ${work.hopMs}
    where o.bucket = ${work.bucket} and o.key = ${work.key} and o.etag = ${work.etag}
      and o.version_id = ${work.versionId ?? ''}`)
  return rows[0] ?? null
}
