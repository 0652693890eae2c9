import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { NewBatch } from '../batches/create-batch.js'

/** What each of a watch's batches is made with; with label sets by id, so that they stay what they were. */
export type WatchSettings = Pick<
  NewBatch,
  'modelId' | 'windowMs' | 'hopMs' | 'priority' | 'keepTop' | 'webhook' | 'reportTo' | 'labelSetIds'
>

export type NewWatch = {
  name: string
  /** As requested: `{prefix, include?, …}`. */
  source: Record<string, unknown>
  bucket: string
  /** What the keys begin with. */
  prefix: string
  settings: WatchSettings
  everyS: number | null
  cron: string | null
  /** Of the cron pattern, such as Europe/Berlin; null: UTC. */
  timeZone: string | null
  apiKeyId: number | null
}

/** Saves a source to be scanned again and again. @returns its id; null where the name is taken */
export async function createWatch(db: Database, watch: NewWatch): Promise<number | null> {
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.watches (name, source, bucket, prefix, settings, every_s, cron, time_zone, api_key_id)
    values (${watch.name}, ${JSON.stringify(watch.source)}::jsonb, ${watch.bucket}, ${watch.prefix},
      ${JSON.stringify(watch.settings)}::jsonb, ${watch.everyS}, ${watch.cron}, ${watch.timeZone}, ${watch.apiKeyId})
    on conflict (name) do nothing returning id`)
  return rows[0]?.id ?? null
}
