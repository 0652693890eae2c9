import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ChunkTake, leaveChunk } from '../chunks/held-chunk.js'
import { withoutNul } from './fail-items.js'

export type ItemRetry = {
  seq: number
  code: string
  message: string
  delayMs: number
  /** Process deaths so far. */
  crashes: number
  /** Tries so far, where this one does not count. */
  attempts?: number
}

/** Takes items out of their chunk until their next try is due, and notes what went wrong. */
export async function retryItems(
  db: Database,
  chunk: ChunkTake & { batchId: number },
  retries: ItemRetry[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const left = await leaveChunk(
      tx,
      chunk,
      retries.map((retry) => retry.seq),
    )
    const mine = retries.filter((retry) => left.has(retry.seq))
    await tx.execute(sql`
      update earmark.items i
      set state = 'pending', code = retry.code, message = retry.message, crashes = retry.crashes,
        attempts = coalesce(retry.attempts, i.attempts),
        due_at = now() + make_interval(secs => retry.delay_ms / 1000.0)
      from unnest(
        ${sql.param(mine.map((retry) => retry.seq))}::bigint[],
        ${sql.param(mine.map((retry) => retry.code))}::text[],
        ${sql.param(mine.map((retry) => withoutNul(retry.message)))}::text[],
        ${sql.param(mine.map((retry) => Math.round(retry.delayMs)))}::bigint[],
        ${sql.param(mine.map((retry) => retry.crashes))}::smallint[],
        ${sql.param(mine.map((retry) => retry.attempts ?? null))}::smallint[]
      ) as retry (seq, code, message, delay_ms, crashes, attempts)
      where i.batch_id = ${chunk.batchId} and i.seq = retry.seq and i.state = 'running'`)
  })
}
