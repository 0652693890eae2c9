import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { joinTransaction } from '../../connection/join-transaction.js'
import { type ListedItem, rowsOf } from '../items/listed-item.js'
import { wakingDispatcher } from '../wake-dispatcher.js'

export interface NewBatch {
  name: string | null
  /** As people see it: `{prefix: 's3://bucket/prefix'}`, or `{keys: 3}` for a list whose items are stored at once. */
  source: Record<string, unknown>
  modelId: number
  windowMs: number
  hopMs: number
  /** 1 (last) to 10 (first) */
  priority: number
  /** Rows kept per object and label set; null: all for sets of up to 20 labels, otherwise 10. */
  keepTop: number | null
  apiKeyId: number | null
  labelSetIds: readonly number[]
  /** The objects themselves where the request lists them: then there is nothing to scan. */
  objects?: readonly ListedItem[]
  /** Who is told when the batch has ended, and the secret that the message is signed with. */
  webhook?: { url: string; secret: string } | null
  /** s3://bucket/prefix that the report is written under when the batch has ended. */
  reportTo?: string | null
  /** The watch that asked for it. */
  watchId?: number | null
  /** The span of the request that asked for it, as W3C has it; null where nobody traces. */
  traceparent?: string | null
}

/** Rows a statement: a hundred thousand keys in one parameter would be 100 MB for the embedded Postgres. */
const ITEMS_A_STATEMENT = 10_000

/**
 * Stores a batch, and its items where they are listed, and returns its id. A batch with a prefix begins as `scanning`;
 * one with a list is `running` from the start. It is one statement, and one more for each further 10,000 items.
 */
export async function createBatch(db: Database, batch: NewBatch): Promise<number> {
  return joinTransaction(db, async (tx) => {
    const { objects } = batch
    const first = objects?.slice(0, ITEMS_A_STATEMENT) ?? []
    const { rows } = await tx.execute<{ id: number }>(sql`
      with batch as (
        insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms, priority, keep_top, api_key_id,
          items_found, scanned_at, webhook_url, webhook_secret, report_to, watch_id, traceparent)
        values (${batch.name}, ${objects ? 'running' : 'scanning'}, ${JSON.stringify(batch.source)}::jsonb,
          ${batch.modelId}, ${batch.windowMs}, ${batch.hopMs}, ${batch.priority}, ${batch.keepTop}, ${batch.apiKeyId},
          ${objects?.length ?? 0}, ${objects ? sql`now()` : null}, ${batch.webhook?.url ?? null}, ${batch.webhook?.secret ?? null},
          ${batch.reportTo ?? null}, ${batch.watchId ?? null}, ${batch.traceparent ?? null})
        returning id
      ), label_sets as (
        insert into earmark.batch_label_sets (batch_id, label_set_id, position)
        select batch.id, label_set_id, position - 1
        from batch, unnest(${sql.param(batch.labelSetIds)}::bigint[]) with ordinality as l (label_set_id, position)
      ), listed as (
        insert into earmark.items (batch_id, seq, bucket, key, etag, version_id, size)
        select batch.id, place, bucket, key, etag, version_id, size from batch, ${rowsOf(first)}
      )
      select id${objects ? sql`, ${wakingDispatcher}` : sql``} from batch`)
    const { id } = rows[0]!
    for (let start = first.length; objects && start < objects.length; start += ITEMS_A_STATEMENT) {
      const part = objects.slice(start, start + ITEMS_A_STATEMENT)
      await tx.execute(sql`
        insert into earmark.items (batch_id, seq, bucket, key, etag, version_id, size)
        select ${id}, ${start} + place, bucket, key, etag, version_id, size from ${rowsOf(part)}`)
    }
    return id
  })
}
