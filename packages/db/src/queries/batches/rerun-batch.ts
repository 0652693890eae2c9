import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/**
 * Asks the same of the same source again, as a new batch: what has been heard since is skipped, what is new
 * or has changed is heard.
 *
 * @returns the new batch's id; null where there is no such batch
 */
export async function rerunBatch(
  db: Database,
  batchId: number,
  { apiKeyId, traceparent = null }: { apiKeyId: number | null; traceparent?: string | null },
): Promise<number | null> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: number; isListed: boolean }>(sql`
      insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms, priority, keep_top, api_key_id,
        webhook_url, webhook_secret, report_to, watch_id, traceparent, items_found, scanned_at)
      select name, case when source ? 'keys' then 'running' else 'scanning' end, source, model_id, window_ms, hop_ms,
        priority, keep_top, ${apiKeyId}, webhook_url, webhook_secret, report_to, watch_id, ${traceparent},
        case when source ? 'keys' then items_found else 0 end, case when source ? 'keys' then now() end
      from earmark.batches where id = ${batchId}
      returning id, source ? 'keys' as "isListed"`)
    const [batch] = rows
    if (!batch) return null
    await tx.execute(sql`
      insert into earmark.batch_label_sets (batch_id, label_set_id, position)
      select ${batch.id}, label_set_id, position from earmark.batch_label_sets where batch_id = ${batchId}`)
    if (batch.isListed) {
      await tx.execute(sql`
        insert into earmark.items (batch_id, seq, bucket, key, version_id)
        select ${batch.id}, i.seq, i.bucket, i.key, case when b.source ? 'versions' then i.version_id end
        from earmark.items i join earmark.batches b on b.id = i.batch_id where i.batch_id = ${batchId}`)
    }
    return batch.id
  })
}
