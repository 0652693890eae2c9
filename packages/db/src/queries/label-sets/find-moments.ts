import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** A place in an object, as people name it. */
export interface NamedMoment {
  /** By id, or by its address: then as it was stored last. */
  object: number | { bucket: string; key: string }
  windowIndex?: number
  /** In place of windowIndex: some second of the window. */
  startS?: number
}

export interface FoundMoment {
  /** null where there is no such object. */
  objectId: number | null
  /** The newest of the model; null where it has not heard the object. */
  hearingId: number | null
  /** null where none was named, or there is none at that place. */
  windowIndex: number | null
}

/** Finds the windows that a model has heard at these places; one row a moment, in their order. */
export async function findMoments(
  db: Database,
  { modelId, moments }: { modelId: number; moments: readonly NamedMoment[] },
): Promise<FoundMoment[]> {
  const named = moments.map(({ object, windowIndex, startS }, n) => ({
    n,
    ...(typeof object === 'number' ? { object_id: object } : object),
    window_index: windowIndex,
    start_s: startS,
  }))
  const { rows } = await db.execute<FoundMoment & Record<string, unknown>>(sql`
    select o.id as "objectId", h.id as "hearingId", e.window_index as "windowIndex"
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb)
      as x (n integer, object_id bigint, bucket text, key text, window_index integer, start_s float8)
    left join lateral (
      select id from earmark.objects where id = x.object_id
      union all
      select id from earmark.objects where bucket = x.bucket and key = x.key
      order by id desc limit 1
    ) o on true
    left join lateral (
      select id from earmark.hearings
      where object_id = o.id and model_id = ${modelId} order by heard_at desc, id desc limit 1
    ) h on true
    left join lateral (
      select window_index from earmark.embeddings e
      where e.hearing_id = h.id and (e.window_index = x.window_index or (e.start_s <= x.start_s and e.end_s > x.start_s))
      order by window_index desc limit 1
    ) e on true
    order by x.n`)
  return rows
}
