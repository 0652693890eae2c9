import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { BatchState, ItemState } from '../../schema.js'
import { getWorkforce, type Workforce } from '../workers/get-workforce.js'

export interface WorkFigures {
  batches: Partial<Record<BatchState, number>>
  /** Of all batches that are kept. */
  items: Record<ItemState, number>
  /** Since when the oldest batch with pending items has been waited for; 0 where there is none. */
  oldestPendingS: number
  hasLeader: boolean
  workers: Pick<Workforce, 'alive' | 'unable'>
  deliveries: Record<'webhook' | 'report', { waiting: number; oldestS: number }>
  databaseBytes: number
  /** Of the models that have work or a worker: each has a lane of the queue. */
  modelIds: number[]
}

type Row = Omit<WorkFigures, 'workers' | 'items'> & {
  items: Omit<WorkFigures['items'], 'pending'> & { found: number }
}

/**
 * What is under way, for whoever watches over it. It comes from counters, from the rows of chunks at work and from what is
 * still to be delivered: the cost is the same for a thousand and for ten million objects.
 */
export async function getWorkFigures(db: Database): Promise<WorkFigures> {
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    select
      (select coalesce(json_object_agg(state, n), '{}') from (
        select state, count(*) as n from earmark.batches group by state
      ) s) as batches,
      (select json_build_object(
        'found', (select coalesce(sum(items_found), 0) from earmark.batches),
        'running', (select coalesce(sum(cardinality(seqs)), 0) from earmark.chunks where holder is not null),
        'done', coalesce(sum(done), 0), 'skipped', coalesce(sum(skipped), 0), 'failed', coalesce(sum(failed), 0))
        from earmark.batch_counters) as items,
      (select coalesce(extract(epoch from now() - min(coalesce(b.retried_at, b.created_at))), 0)::float8
        from earmark.batches b join earmark.batch_progress p on p.batch_id = b.id
        where b.state in ('scanning', 'running') and p.pending > 0) as "oldestPendingS",
      exists (select from earmark.leases where name = 'dispatcher' and until > now()) as "hasLeader",
      (select json_object_agg(kind, json_build_object('waiting', waiting, 'oldestS', oldest_s)) from (
        select k.kind, count(d.id) as waiting,
          coalesce(extract(epoch from now() - min(d.created_at)), 0)::float8 as oldest_s
        from unnest(array['webhook', 'report']) as k (kind)
        left join earmark.deliveries d on d.kind = k.kind and d.delivered_at is null and d.failed_at is null
        group by k.kind
      ) s) as deliveries,
      pg_database_size(current_database()) as "databaseBytes",
      (select coalesce(json_agg(id order by id), '[]') from earmark.models m
        where m.worker_seen_at is not null or exists (
          select from earmark.batches b where b.model_id = m.id and b.state in ('scanning', 'running', 'cancelling')
        )) as "modelIds"`)
  const { items, ...row } = rows[0]!
  const { found, ...ended } = items
  const workers = await getWorkforce(db)
  const pending = Math.max(0, found - ended.running - ended.done - ended.skipped - ended.failed)
  return { ...row, items: { ...ended, pending }, workers }
}
