import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/**
 * Gives up to `size` items of a batch to a new chunk: first those whose next try is due, then fresh ones in
 * the order of the scan. Fresh items are found by their number, never searched for, so that this costs the
 * same with a thousand and with ten million items.
 *
 * @returns the chunk's id, or null where nothing is to be done now
 */
export async function claimChunk(
  db: Database,
  batchId: number,
  size: number,
): Promise<number | null> {
  return db.transaction(async (tx) => {
    const due = await tx.execute<{ seq: number }>(sql`
      select seq from earmark.items
      where batch_id = ${batchId} and state = 'pending' and due_at <= now() and chunk_id is null
      order by due_at, seq limit ${size}`)
    let seqs = due.rows.map((row) => row.seq)
    if (seqs.length === 0) {
      const fresh = await tx.execute<{ before: number; after: number }>(sql`
        update earmark.batches b set claimed_seq = least(old.claimed_seq + ${size}, b.items_found)
        from (select claimed_seq from earmark.batches where id = ${batchId} for update) old
        where b.id = ${batchId} and b.state in ('scanning', 'running') and b.claimed_seq < b.items_found
        returning old.claimed_seq as before, b.claimed_seq as after`)
      const range = fresh.rows[0]
      if (!range) return null
      seqs = Array.from(
        { length: range.after - range.before },
        (_, index) => range.before + 1 + index,
      )
    }
    const { rows } = await tx.execute<{ id: number }>(sql`
      with chunk as (
        insert into earmark.chunks (batch_id, size) values (${batchId}, ${seqs.length}) returning id
      ), claimed as (
        update earmark.items i set chunk_id = chunk.id, due_at = null
        from chunk
        where i.batch_id = ${batchId} and i.seq = any (${sql.param(seqs)}::bigint[])
          and i.state = 'pending' and i.chunk_id is null
      )
      select id from chunk`)
    return rows[0]?.id ?? null
  })
}
