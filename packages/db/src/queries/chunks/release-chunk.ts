import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ChunkTake } from './held-chunk.js'
import { attemptsBefore, type TakenItem } from './take-chunk.js'

/**
 * Hands a chunk back with what is left of it, as it was found: the dispatcher queues it again at its next turn, and no
 * attempt is spent.
 */
export async function releaseChunk(
  db: Database,
  chunk: ChunkTake & { items: TakenItem[] },
): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ batchId: number; seqs: string }>(sql`
      update earmark.chunks set holder = null, lease_until = null, queued_at = null
      where id = ${chunk.id} and holder = ${chunk.holder} and takes = ${chunk.take}
      returning batch_id as "batchId", seqs::text`)
    const [released] = rows
    if (!released) return
    await tx.execute(sql`
      update earmark.items i set state = 'pending', attempts = found.attempts, crashes = found.crashes
      from unnest(
        ${sql.param(chunk.items.map((item) => item.seq))}::bigint[],
        ${sql.param(chunk.items.map(attemptsBefore))}::smallint[],
        ${sql.param(chunk.items.map((item) => item.crashes))}::smallint[]
      ) as found (seq, attempts, crashes)
      where i.batch_id = ${released.batchId} and i.seq = found.seq and i.seq = any (${released.seqs}::bigint[])
        and i.state = 'running'`)
  })
}
