import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type HeardItem = { seq: number; objectId: number; hearingId: number }

/** The running items of a chunk whose object has been heard already under the batch's work identity. */
export async function findHeardItems(db: Database, chunkId: number): Promise<HeardItem[]> {
  const { rows } = await db.execute<HeardItem>(sql`
    select i.seq, o.id as "objectId", h.id as "hearingId"
    from earmark.chunks c
    join earmark.items i on i.batch_id = c.batch_id and i.seq = any (c.seqs)
    join earmark.batches b on b.id = i.batch_id
    join earmark.objects o on o.bucket = i.bucket and o.key = i.key and o.etag = i.etag
      and o.version_id = coalesce(i.version_id, '')
    join earmark.hearings h on h.object_id = o.id and h.model_id = b.model_id
      and h.window_ms = b.window_ms and h.hop_ms = b.hop_ms
    where c.id = ${chunkId} and i.state = 'running'
    order by i.seq`)
  return rows
}
