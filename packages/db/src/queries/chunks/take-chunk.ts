import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ListedItem } from '../items/listed-item.js'
import type { ChunkTake } from './held-chunk.js'

export type TakenItem = Required<ListedItem> & {
  seq: number
  /** Tries so far, this one included. */
  attempts: number
  /** How often a process died while this item was alone at work. */
  crashes: number
  /** The process that had this item before has died with it: it may be the reason. */
  wasRunning: boolean
  /** The worker that had this item before has met a fault of its own with it. */
  hadFault: boolean
}

/** How many tries there had been when the item was taken: taking over from a process that died is the same try. */
export function attemptsBefore({ attempts, wasRunning }: TakenItem): number {
  return wasRunning ? attempts : attempts - 1
}

export type TakenChunk = ChunkTake & {
  batchId: number
  modelId: number
  windowMs: number
  hopMs: number
  keepTop: number | null
  labelSetIds: number[]
  /** The span of the request that asked for the batch; null where nobody traced. */
  traceparent: string | null
  items: TakenItem[]
}

/**
 * Takes a chunk for a worker, for as long as its lease lasts. Returns null where it is finished, held by
 * another worker, of another model, or its batch is not active: the job that named it is then of no use.
 */
export async function takeChunk(
  db: Database,
  take: { chunkId: number; modelId: number; holder: string; leaseMs: number },
): Promise<TakenChunk | null> {
  return db.transaction(async (tx) => {
    const taken = await tx.execute<
      Omit<TakenChunk, 'items' | 'labelSetIds'> & { seqs: string; size: number }
    >(sql`
      update earmark.chunks c
      set holder = ${take.holder}, lease_until = now() + make_interval(secs => ${take.leaseMs / 1000}), takes = takes + 1, heard_part = 0
      from earmark.batches b
      where c.id = ${take.chunkId} and b.id = c.batch_id and b.model_id = ${take.modelId} and b.state in ('scanning', 'running')
        and (c.holder is null or c.lease_until < now())
      returning c.id, c.seqs::text as seqs, cardinality(c.seqs) as size, c.batch_id as "batchId", c.holder, c.takes as take, b.model_id as "modelId", b.window_ms as "windowMs",
        b.hop_ms as "hopMs", b.keep_top as "keepTop", b.traceparent`)
    if (!taken.rows[0]) return null
    const { seqs, size, ...chunk } = taken.rows[0]
    const sets = await tx.execute<{ id: number }>(sql`
      select label_set_id as id from earmark.batch_label_sets where batch_id = ${chunk.batchId} order by position`)
    const items = await tx.execute<TakenItem>(sql`
      update earmark.items i
      set state = 'running', started_at = now(), attempts = i.attempts + (old.state = 'pending')::int
      from (
        select batch_id, seq, state from earmark.items
        where batch_id = ${chunk.batchId} and seq = any (${seqs}::bigint[]) for update
      ) old
      where i.batch_id = old.batch_id and i.seq = old.seq and i.state in ('pending', 'running')
      returning i.seq, i.bucket, i.key, i.etag, i.version_id as "versionId", i.size, i.attempts, i.crashes,
        old.state = 'running' as "wasRunning", i.code is not distinct from 'WORKER_FAULT' as "hadFault"`)
    if (items.rows.length < size) await keepOnly(tx, chunk.id, items.rows)
    return {
      ...chunk,
      labelSetIds: sets.rows.map((row) => row.id),
      items: items.rows.sort((a, b) => a.seq - b.seq),
    }
  })
}

/** An item that has ended meanwhile is not the chunk's any more: a chunk that kept it would never be done. */
async function keepOnly(tx: Database, chunkId: number, items: TakenItem[]): Promise<void> {
  const seqs = items.map((item) => item.seq)
  await tx.execute(
    sql`update earmark.chunks set seqs = ${sql.param(seqs)}::bigint[] where id = ${chunkId}`,
  )
}
