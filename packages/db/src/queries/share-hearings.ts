import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export type SharedHearing = { seq: number; objectId: number; hearingId: number }

/**
 * Items whose object has the ETag and size of one that has been heard: the same bytes. They get a hearing of
 * their own without being read.
 */
export async function shareHearings(db: Database, chunkId: number): Promise<SharedHearing[]> {
  return db.transaction(async (tx) => {
    const equal = await tx.execute<{ seq: number; sourceId: number }>(sql`
      select distinct on (i.seq) i.seq, h.id as "sourceId"
      from earmark.items i
      join earmark.batches b on b.id = i.batch_id
      join earmark.objects o on o.etag = i.etag and o.size = i.size
      join earmark.hearings h on h.object_id = o.id and h.model_id = b.model_id
        and h.window_ms = b.window_ms and h.hop_ms = b.hop_ms
      where i.chunk_id = ${chunkId} and i.state = 'running' and i.etag <> ''
      order by i.seq, h.id`)
    const shared: SharedHearing[] = []
    for (const { seq, sourceId } of equal.rows) {
      const { rows } = await tx.execute<{ objectId: number; hearingId: number }>(sql`
        with twin as (
          insert into earmark.objects as o (bucket, key, etag, version_id, size, duration_s, sample_rate, channels, heard_channel, codec)
          select i.bucket, i.key, i.etag, coalesce(i.version_id, ''), i.size, s.duration_s, s.sample_rate, s.channels, s.heard_channel, s.codec
          from earmark.items i, earmark.hearings h join earmark.objects s on s.id = h.object_id
          where i.chunk_id = ${chunkId} and i.seq = ${seq} and h.id = ${sourceId}
          on conflict (bucket, key, etag, version_id) do update set duration_s = excluded.duration_s
          returning o.id
        )
        select twin.id as "objectId" from twin`)
      const objectId = rows[0]?.objectId
      if (objectId === undefined) continue
      const copied = await tx.execute<{ hearingId: number }>(sql`
        select earmark.copy_hearing(${sourceId}, ${objectId}) as "hearingId"`)
      shared.push({ seq, objectId, hearingId: copied.rows[0]?.hearingId as number })
    }
    return shared
  })
}
