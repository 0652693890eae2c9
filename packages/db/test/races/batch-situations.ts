import { sql } from 'drizzle-orm'
import type { Database } from '../../src/index.js'

export type Situation = { name: string; create: (db: Database) => Promise<TestRaceBatch> }
export type TestRaceBatch = { id: number; modelId: number; chunkIds: number[] }

const WORKER = 'worker'

type Given = {
  state: 'running' | 'paused' | 'completed_with_failures' | 'cancelled'
  /** In the order of the scan; `fresh` come last. */
  items: readonly ('done' | 'skipped' | 'failed' | 'waiting' | 'queued' | 'running' | 'fresh')[]
}

/** A scanned batch with a webhook whose items came as far as these say, in accordance with its counts and chunks. */
async function createBatch(db: Database, { state, items }: Given): Promise<TestRaceBatch> {
  const kinds = sql`${sql.param(items)}::text[]`
  await db.execute(sql`delete from earmark.batches`)
  const { rows } = await db.execute<{ id: number; modelId: number }>(sql`
    with model as (
      insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
      values ('m', 'r', 'fp32', 'clap', 10, 48000, 10)
      on conflict (name, revision, dtype) do update set kind = excluded.kind returning id
    )
    insert into earmark.batches (source, state, model_id, window_ms, hop_ms, items_found, claimed_seq, scanned_at,
      finished_at, webhook_url, webhook_secret)
    select '{}', ${state}, id, 10000, 10000, cardinality(${kinds}), cardinality(array_remove(${kinds}, 'fresh')), now(),
      case when ${state} in ('completed_with_failures', 'cancelled') then now() end, 'http://localhost/hook', 'secret'
    from model returning id, model_id as "modelId"`)
  const batch = rows[0]!
  await db.execute(sql`
    insert into earmark.items (batch_id, seq, bucket, key, state, due_at, code)
    select ${batch.id}, seq, 'b', 'k' || seq,
      (case when kind in ('waiting', 'queued', 'fresh') then 'pending' else kind end)::earmark.item_state,
      case when kind = 'waiting' then now() end,
      case when kind in ('failed', 'waiting') then 'STORAGE_UNAVAILABLE' end
    from unnest(${kinds}) with ordinality as given (kind, seq)`)
  await db.execute(sql`
    insert into earmark.batch_counters (batch_id, shard, done, skipped, failed)
    select ${batch.id}, 3, count(*) filter (where kind = 'done'), count(*) filter (where kind = 'skipped'),
      count(*) filter (where kind = 'failed')
    from unnest(${kinds}) as kind`)
  const chunks = await db.execute<{ id: number }>(sql`
    insert into earmark.chunks (batch_id, seqs, holder, lease_until, takes, queued_at)
    select ${batch.id}, array_agg(seq), case kind when 'running' then ${WORKER} end,
      case kind when 'running' then now() + interval '1 hour' end, case kind when 'running' then 1 else 0 end, now()
    from unnest(${kinds}) with ordinality as given (kind, seq) where kind in ('running', 'queued')
    group by kind returning id`)
  return { ...batch, chunkIds: chunks.rows.map((row) => row.id) }
}

/** Where a batch can be when two come upon it at once. */
export const situations: Situation[] = [
  {
    name: 'about to end',
    create: (db) =>
      createBatch(db, { state: 'running', items: ['done', 'failed', 'skipped', 'failed'] }),
  },
  {
    name: 'ended',
    create: (db) =>
      createBatch(db, { state: 'completed_with_failures', items: ['done', 'failed', 'failed'] }),
  },
  {
    name: 'in the middle',
    create: (db) =>
      createBatch(db, {
        state: 'running',
        items: ['done', 'failed', 'waiting', 'queued', 'queued', 'fresh', 'fresh', 'fresh'],
      }),
  },
  {
    name: 'at its last chunk',
    create: (db) => createBatch(db, { state: 'running', items: ['failed', 'queued', 'queued'] }),
  },
]
