import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { createBatch } from '../batches/create-batch.js'
import type { WatchSettings } from './create-watch.js'

export type WatchRun =
  /** A batch over the whole source was made. */
  | { kind: 'started'; batchId: number }
  /** It ran a moment ago, or a batch over its source has not ended yet: nothing to do. */
  | { kind: 'skipped'; underWay: number | null }
  /** There is no such watch any more. */
  | { kind: 'gone' }

type Row = {
  name: string
  source: Record<string, unknown>
  settings: WatchSettings
  apiKeyId: number | null
  isDue: boolean
  underWay: number | null
}

/**
 * Makes a batch over a watch's source. A turn that is told twice makes one batch, and while one is under way there is no
 * second, so that a slow archive does not pile them up.
 *
 * @param isAsked whether somebody asks for it now: then it may have run a moment ago
 */
export async function runWatch(
  db: Database,
  watchId: number,
  { isAsked = false } = {},
): Promise<WatchRun> {
  return db.transaction(async (tx) => {
    // First, so that the next statement sees the batch of a turn that was told at the same time.
    await tx.execute(sql`select from earmark.watches where id = ${watchId} for update`)
    const { rows } = await tx.execute<Row>(sql`
      select w.name, w.source, w.settings, w.api_key_id as "apiKeyId",
        ${isAsked}::boolean or coalesce(w.last_run_at < now() - make_interval(secs => coalesce(w.every_s / 2.0, 30)), true)
          as "isDue",
        (select min(b.id) from earmark.batches b where b.watch_id = w.id and b.source ? 'prefix'
          and b.state in ('scanning', 'running', 'paused', 'cancelling')) as "underWay"
      from earmark.watches w where w.id = ${watchId} and w.is_active`)
    const [watch] = rows
    if (!watch) return { kind: 'gone' }
    const { isDue, underWay } = watch
    if (!isDue || underWay !== null) return { kind: 'skipped', underWay }
    await tx.execute(sql`update earmark.watches set last_run_at = now() where id = ${watchId}`)
    const batchId = await createBatch(tx, {
      ...watch.settings,
      name: watch.name,
      source: watch.source,
      apiKeyId: watch.apiKeyId,
      watchId,
    })
    return { kind: 'started', batchId }
  })
}
