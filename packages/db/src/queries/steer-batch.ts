import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/** Whether the batch was in a state that allows the step; the state itself says which. */
export type Steered = boolean

/** Chunks at work finish; nothing new begins. */
export async function pauseBatch(
  db: Database,
  batchId: number,
  why: { code: string; reason: string } | null = null,
): Promise<Steered> {
  const { rows } = await db.execute(sql`
    update earmark.batches set state = 'paused', code = ${why?.code ?? null}, reason = ${why?.reason ?? null}
    where id = ${batchId} and state in ('scanning', 'running') returning id`)
  return rows.length === 1
}

/** Goes on where it was: with the scan, if that was not finished. */
export async function resumeBatch(db: Database, batchId: number): Promise<Steered> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      update earmark.batches set state = case when scanned_at is null then 'scanning' else 'running' end,
        code = null, reason = null
      where id = ${batchId} and state = 'paused' returning id`)
    if (rows.length === 0) return false
    // Jobs of a paused batch were dropped by whoever took them: these chunks are queued again.
    await tx.execute(
      sql`update earmark.chunks set queued_at = null where batch_id = ${batchId} and holder is null`,
    )
    return true
  })
}

/** Stops queued work at once; work that runs is stopped at its next step by the worker that renews its lease. */
export async function cancelBatch(db: Database, batchId: number): Promise<Steered> {
  const { rows } = await db.execute(sql`
    update earmark.batches set state = 'cancelling'
    where id = ${batchId} and state in ('scanning', 'running', 'paused') returning id`)
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
