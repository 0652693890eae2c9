import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export type RetryFilter = {
  /** failed: those that failed. all: every item that has ended; what was heard is skipped, not heard again. */
  which: 'failed' | 'all'
  code?: string
  bucket?: string
  /** What the key begins with. */
  prefix?: string
}

/**
 * Puts items of a batch back to pending, with all their chances, and lets the batch run again.
 *
 * @returns how many; null where the batch is not in a state for it
 */
export async function retryBatch(
  db: Database,
  batchId: number,
  filter: RetryFilter,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    const batch = await tx.execute(sql`
      select id from earmark.batches where id = ${batchId} and state <> 'cancelling' for update`)
    if (batch.rows.length === 0) return null
    const { rows } = await tx.execute<{ state: 'done' | 'skipped' | 'failed'; n: number }>(sql`
      with again as (
        update earmark.items i
        set state = 'pending', due_at = now(), attempts = 0, crashes = 0, code = null, message = null, finished_at = null
        from (
          select batch_id, seq, state from earmark.items
          where batch_id = ${batchId} and chunk_id is null
            and (state = 'failed' or (${filter.which} = 'all' and state in ('done', 'skipped')))
            and (${filter.code ?? null}::text is null or code = ${filter.code ?? null})
            and (${filter.bucket ?? null}::text is null or bucket = ${filter.bucket ?? null})
            and (${filter.prefix ?? null}::text is null or starts_with(key, ${filter.prefix ?? null}))
          for update
        ) old
        where i.batch_id = old.batch_id and i.seq = old.seq
        returning old.state
      )
      select state, count(*) as n from again group by state`)
    const count = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
    const total = rows.reduce((sum, row) => sum + row.n, 0)
    if (total > 0) {
      await tx.execute(sql`
        insert into earmark.batch_counters as c (batch_id, shard, done, skipped, failed)
        values (${batchId}, 0, ${-count('done')}, ${-count('skipped')}, ${-count('failed')})
        on conflict (batch_id, shard) do update set
          done = c.done + excluded.done, skipped = c.skipped + excluded.skipped, failed = c.failed + excluded.failed`)
    }
    // Also where nothing failed: a cancelled batch goes on with what was still pending.
    await tx.execute(sql`
      update earmark.batches set state = case when scanned_at is null then 'scanning' else 'running' end,
        code = null, reason = null, finished_at = null, retried_at = now()
      where id = ${batchId} and state <> 'paused'`)
    return total
  })
}
