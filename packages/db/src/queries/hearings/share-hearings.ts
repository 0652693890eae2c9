import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type SharedHearing = { seq: number; objectId: number; hearingId: number }

type Twin = { seq: number; sourceId: number; objectId: number }

/**
 * Items whose object has the ETag and size of one that has been heard: the same bytes. They get a hearing of
 * their own without being read. Objects are written in the order of their keys, as wherever several are.
 */
export async function shareHearings(db: Database, chunkId: number): Promise<SharedHearing[]> {
  return db.transaction(async (tx) => {
    const twins = await saveTwins(tx, chunkId)
    if (twins.length === 0) return []
    const pairs = sql`unnest(
      ${sql.param(twins.map((twin) => twin.sourceId))}::bigint[],
      ${sql.param(twins.map((twin) => twin.objectId))}::bigint[]
    ) as pair (source_id, object_id)`
    await tx.execute(sql`
      with copied as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, samples_sha256)
        select distinct on (pair.object_id) pair.object_id, s.model_id, s.window_ms, s.hop_ms, s.windows, s.samples_sha256
        from ${pairs} join earmark.hearings s on s.id = pair.source_id
        order by pair.object_id, s.id
        on conflict (object_id, model_id, window_ms, hop_ms) do nothing
        returning id, object_id
      ), source as (
        select copied.id, min(pair.source_id) as source_id from copied join ${pairs} using (object_id) group by copied.id
      ), embedded as (
        insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
        select source.id, e.window_index, e.model_id, e.start_s, e.end_s, e.embedding
        from source join earmark.embeddings e on e.hearing_id = source.source_id
      )
      insert into earmark.logits (hearing_id, window_index, start_s, end_s, logits)
      select source.id, l.window_index, l.start_s, l.end_s, l.logits
      from source join earmark.logits l on l.hearing_id = source.source_id`)
    // A statement of its own, which sees the hearings that another chunk has shared meanwhile.
    const { rows } = await tx.execute<{
      sourceId: number
      objectId: number
      hearingId: number
    }>(sql`
      select pair.source_id as "sourceId", pair.object_id as "objectId", h.id as "hearingId"
      from ${pairs}
      join earmark.hearings s on s.id = pair.source_id
      join earmark.hearings h on h.object_id = pair.object_id
        and (h.model_id, h.window_ms, h.hop_ms) = (s.model_id, s.window_ms, s.hop_ms)`)
    const hearingOf = new Map(rows.map((row) => [row.objectId, row.hearingId]))
    return twins.flatMap(({ seq, objectId }) => {
      const hearingId = hearingOf.get(objectId)
      return hearingId === undefined ? [] : [{ seq, objectId, hearingId }]
    })
  })
}

/** Stores the objects of those items whose bytes have been heard elsewhere. */
async function saveTwins(tx: Database, chunkId: number): Promise<Twin[]> {
  const { rows } = await tx.execute<Twin>(sql`
    with equal as (
      select distinct on (i.seq) i.seq, i.bucket, i.key, i.etag, coalesce(i.version_id, '') as version_id, i.size,
        h.id as source_id, o.duration_s, o.sample_rate, o.channels, o.heard_channel, o.codec, o.file_tags
      from earmark.chunks c
      join earmark.items i on i.batch_id = c.batch_id and i.seq = any (c.seqs)
      join earmark.batches b on b.id = i.batch_id
      join earmark.objects o on o.etag = i.etag and o.size = i.size
      join earmark.hearings h on h.object_id = o.id and h.model_id = b.model_id
        and h.window_ms = b.window_ms and h.hop_ms = b.hop_ms
      where c.id = ${chunkId} and i.state = 'running' and i.etag <> ''
      order by i.seq, h.id
    ), twin as (
      insert into earmark.objects (bucket, key, etag, version_id, size, duration_s, sample_rate, channels, heard_channel, codec, file_tags)
      -- A list may name an object twice.
      select distinct on (bucket, key, etag collate "C", version_id collate "C")
        bucket, key, etag, version_id, size, duration_s, sample_rate, channels, heard_channel, codec, file_tags
      from equal
      order by bucket, key, etag collate "C", version_id collate "C", seq
      on conflict (bucket, key, etag, version_id) do update set duration_s = excluded.duration_s
      returning id, bucket, key, etag, version_id
    )
    select equal.seq, equal.source_id as "sourceId", twin.id as "objectId"
    from equal join twin using (bucket, key, etag, version_id)
    order by equal.seq`)
  return rows
}
