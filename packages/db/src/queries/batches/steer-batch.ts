import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'
import { wakeDispatcher, wakingDispatcher } from '../wake-dispatcher.js'

/** Whether the batch was in a state that allows the step; the state itself says which. */
export type Steered = boolean

/** Chunks at work finish; nothing new begins. A batch that waits for a server to come back stays paused, too. */
export async function pauseBatch(db: Database, batchId: number): Promise<Steered> {
  const { rows } = await executeOnce(
    db,
    sql`
    update earmark.batches set state = 'paused', code = null, reason = null, probe_bucket = null, probe_at = null
    where id = ${batchId} and (state in ('scanning', 'running') or (state = 'paused' and probe_at is not null)) returning id`,
  )
  return rows.length === 1
}

/** Goes on where it was: with the scan, if that was not finished. */
export async function resumeBatch(db: Database, batchId: number): Promise<Steered> {
  return (await resume(db, sql`id = ${batchId}`)).length === 1
}

/** A bucket answers again: the batches that waited for it go on. @returns their ids */
export async function resumeBatchesOfBucket(db: Database, bucket: string): Promise<number[]> {
  return resume(db, sql`probe_bucket = ${bucket} and probe_at is not null`)
}

async function resume(db: Database, which: SQL): Promise<number[]> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: number }>(sql`
      update earmark.batches set state = case when scanned_at is null then 'scanning' else 'running' end,
        code = null, reason = null, probe_bucket = null, probe_at = null
      where state = 'paused' and ${which} returning id`)
    // Jobs of a paused batch were dropped by whoever took them: these chunks are queued again.
    for (const { id } of rows) {
      await tx.execute(
        sql`update earmark.chunks set queued_at = null where batch_id = ${id} and holder is null`,
      )
    }
    if (rows.length > 0) await wakeDispatcher(tx)
    return rows.map((row) => row.id)
  })
}

/** Stops queued work at once; work that runs is stopped at its next step by the worker that renews its lease. */
export async function cancelBatch(db: Database, batchId: number): Promise<Steered> {
  const { rows } = await executeOnce(
    db,
    sql`
    update earmark.batches set state = 'cancelling', code = null, reason = null, probe_bucket = null, probe_at = null
    where id = ${batchId} and state in ('scanning', 'running', 'paused') returning ${wakingDispatcher}`,
  )
  return rows.length === 1
}

/** Changes a batch's place among others; chunks that are queued already keep theirs. */
export async function setBatchPriority(
  db: Database,
  batchId: number,
  priority: number,
): Promise<Steered> {
  const { rows } = await db.execute(sql`
    update earmark.batches set priority = ${priority}
    where id = ${batchId} and state in ('scanning', 'running', 'paused') returning id`)
  return rows.length === 1
}
