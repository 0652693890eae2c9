import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import { createBatch } from './create-batch.js'
import type { WatchSettings } from './create-watch.js'

export type WatchRun =
  /** A batch over the whole source was made. */
  | { kind: 'started'; batchId: number }
  /** It ran a moment ago, or its last scan is not finished yet: nothing to do. */
  | { kind: 'skipped' }
  /** There is no such watch any more. */
  | { kind: 'gone' }

type Row = {
  name: string
  source: Record<string, unknown>
  settings: WatchSettings
  apiKeyId: number | null
  isDue: boolean
}

/**
 * Makes a batch over a watch's source. A turn that is told twice makes one batch, and while one is under way there is no
 * second, so that a slow archive does not pile them up.
 */
export async function runWatch(db: Database, watchId: number): Promise<WatchRun> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      select w.name, w.source, w.settings, w.api_key_id as "apiKeyId",
        coalesce(w.last_run_at < now() - make_interval(secs => coalesce(w.every_s / 2.0, 30)), true)
          and not exists (
            select from earmark.batches b where b.watch_id = w.id and b.source ? 'prefix'
              and b.state in ('scanning', 'running', 'paused', 'cancelling')
          ) as "isDue"
      from earmark.watches w where w.id = ${watchId} and w.is_active for update of w`)
    const [watch] = rows
    if (!watch) return { kind: 'gone' }
    if (!watch.isDue) return { kind: 'skipped' }
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
