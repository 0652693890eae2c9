import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { createBatch } from '../batches/create-batch.js'
import type { WatchSettings } from './create-watch.js'

export type WatchEvent = {
  bucket: string
  key: string
  etag: string | null
  size: number | null
  versionId: string | null
  /** Orders the events of one key: the greater is the later. Empty where the sender has none. */
  sequencer: string
  /** Whether the object was deleted: then nothing is left to hear. */
  isRemoved: boolean
}

/**
 * Puts down which objects have come. An event that is told twice, or after a later one of the same key, changes nothing.
 *
 * @param events each key once: the latest
 * @returns how many were new
 */
export async function noteWatchEvents(
  db: Database,
  watchId: number,
  events: readonly WatchEvent[],
): Promise<number> {
  if (events.length === 0) return 0
  const { rows } = await db.execute(sql`
    insert into earmark.watch_events as e (watch_id, bucket, key, etag, size, version_id, sequencer, is_taken)
    select ${watchId}, given.* from unnest(
      ${sql.param(events.map((event) => event.bucket))}::text[],
      ${sql.param(events.map((event) => event.key))}::text[],
      ${sql.param(events.map((event) => event.etag))}::text[],
      ${sql.param(events.map((event) => event.size))}::bigint[],
      ${sql.param(events.map((event) => event.versionId))}::text[],
      ${sql.param(events.map((event) => event.sequencer))}::text[],
      ${sql.param(events.map((event) => event.isRemoved))}::boolean[]
    ) as given (bucket, key, etag, size, version_id, sequencer, is_taken)
    order by bucket collate "C", key collate "C"
    on conflict (watch_id, bucket, key) do update set etag = excluded.etag, size = excluded.size,
      version_id = excluded.version_id, sequencer = excluded.sequencer, is_taken = excluded.is_taken, received_at = now()
    where case when excluded.sequencer = '' or e.sequencer = ''
      then (excluded.etag, excluded.version_id) is distinct from (e.etag, e.version_id)
        or excluded.is_taken <> e.is_taken and excluded.is_taken
      else excluded.sequencer collate "C" > e.sequencer collate "C" end
    returning 1`)
  return rows.length
}

/** So many objects at most go into one batch. */
const TAKEN_AT_ONCE = 10_000

/**
 * Makes a batch of the objects that events have named, for each watch that has some.
 *
 * @returns the batches' ids
 */
export async function takeWatchEvents(db: Database): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    select w.id from earmark.watches w
    where w.is_active and exists (select from earmark.watch_events e where e.watch_id = w.id and not e.is_taken)
    order by w.id`)
  const batchIds: number[] = []
  for (const { id } of rows) {
    const batchId = await db.transaction((tx) => takeEventsOf(tx, id))
    if (batchId !== null) batchIds.push(batchId)
  }
  return batchIds
}

type Watch = { name: string; settings: WatchSettings; apiKeyId: number | null }

async function takeEventsOf(tx: Database, watchId: number): Promise<number | null> {
  const { rows: objects } = await tx.execute<{ bucket: string; key: string }>(sql`
    update earmark.watch_events e set is_taken = true
    from (
      select bucket, key from earmark.watch_events where watch_id = ${watchId} and not is_taken
      order by received_at limit ${TAKEN_AT_ONCE} for update skip locked
    ) waiting
    where e.watch_id = ${watchId} and e.bucket = waiting.bucket and e.key = waiting.key
    returning e.bucket, e.key`)
  if (objects.length === 0) return null
  const { rows } = await tx.execute<Watch>(
    sql`select name, settings, api_key_id as "apiKeyId" from earmark.watches where id = ${watchId}`,
  )
  const { name, settings, apiKeyId } = rows[0]!
  // Without the event's ETag: what counts is what the object holds when it is heard.
  return createBatch(tx, {
    ...settings,
    name,
    source: { keys: objects.length },
    apiKeyId,
    watchId,
    objects,
  })
}
