import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import type { BatchState } from '../schema.js'

/**
 * Renews a worker's leases, and tells what has become of their batches.
 *
 * @returns the chunks that are still this worker's, with their batch's state; a chunk that is missing is lost
 */
export async function renewLeases(
  db: Database,
  lease: { chunkIds: number[]; holder: string; leaseMs: number },
): Promise<Map<number, BatchState>> {
  const { rows } = await db.execute<{ id: number; state: BatchState }>(sql`
    update earmark.chunks c set lease_until = now() + make_interval(secs => ${lease.leaseMs / 1000})
    from earmark.batches b
    where c.id = any (${sql.param(lease.chunkIds)}::bigint[]) and c.holder = ${lease.holder} and b.id = c.batch_id
    returning c.id, b.state`)
  return new Map(rows.map((row) => [row.id, row.state]))
}
