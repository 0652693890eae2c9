import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type ActiveBatch = {
  id: number
  modelId: number
  isScanning: boolean
  priority: number
  apiKeyId: number | null
  /** Items not finished yet, as far as the scan has come. */
  remaining: number
  /** Chunks that are queued or running. */
  chunks: number
}

/** The batches that the dispatcher serves. The cost does not depend on how many items they have. */
export async function listActiveBatches(db: Database): Promise<ActiveBatch[]> {
  const { rows } = await db.execute<ActiveBatch>(sql`
    select b.id, b.model_id as "modelId", b.state = 'scanning' and b.scanned_at is null as "isScanning", b.priority, b.api_key_id as "apiKeyId",
      b.items_found - coalesce(c.finished, 0) as remaining, q.chunks
    from earmark.batches b
    left join lateral (
      select sum(done + skipped + failed)::bigint as finished from earmark.batch_counters where batch_id = b.id
    ) c on true
    cross join lateral (select count(*) as chunks from earmark.chunks where batch_id = b.id) q
    where b.state in ('scanning', 'running')
    order by b.priority desc, b.id`)
  return rows
}
