import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type ChunkClaim = {
  batchId: number
  /** Items of a chunk. */
  size: number
  /** Chunks wanted; fewer come where fewer items are to be done now. */
  chunks: number
}

export type ClaimedChunk = { id: number; batchId: number }

/**
 * Gives items of batches to new chunks, all with one statement: first those whose next try is due, then fresh ones in
 * the order of the scan. It waits for nobody: a batch that is locked gets nothing this time.
 *
 * @returns the chunks, each batch's in their order
 */
export async function claimChunks(
  db: Database,
  claims: readonly ChunkClaim[],
): Promise<ClaimedChunk[]> {
  const { rows } = await db.execute<ClaimedChunk>(sql`
    select chunk_id as id, batch_id as "batchId" from earmark.claim_chunks(
      ${sql.param(claims.map((claim) => claim.batchId))}::bigint[],
      ${sql.param(claims.map((claim) => claim.size))}::integer[],
      ${sql.param(claims.map((claim) => claim.chunks))}::integer[])`)
  return rows
}
