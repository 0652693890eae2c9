import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { BatchState } from '../../schema.js'

export type RenewedLease = { chunkId: number; take: number; batchState: BatchState }

export interface RunLease {
  chunkId: number
  take: number
  /** How much of its items under way is heard, in items. */
  heardPart: number
}

/**
 * Renews a worker's leases with how far each has come, and tells what has become of their batches.
 *
 * @param lease.runs the runs that still work, each with its chunk and the number of its take
 * @returns those whose chunk is still theirs; a run that is missing has lost it
 */
export async function renewLeases(
  db: Database,
  lease: { runs: RunLease[]; holder: string; leaseMs: number },
): Promise<RenewedLease[]> {
  const { rows } = await db.execute<RenewedLease>(sql`
    update earmark.chunks c
    set lease_until = now() + make_interval(secs => ${lease.leaseMs / 1000}), heard_part = run.heard_part
    from unnest(
      ${sql.param(lease.runs.map((run) => run.chunkId))}::bigint[],
      ${sql.param(lease.runs.map((run) => run.take))}::integer[],
      ${sql.param(lease.runs.map((run) => run.heardPart))}::real[]
    ) as run (chunk_id, take, heard_part), earmark.batches b
    where c.id = run.chunk_id and c.takes = run.take and c.holder = ${lease.holder} and b.id = c.batch_id
    returning c.id as "chunkId", c.takes as take, b.state as "batchState"`)
  return rows
}
