import { sql } from 'drizzle-orm'
import type { Database } from '../../src/index.js'

/** What is wrong with a batch: sentences, none where all is in order. One that was pruned has nothing wrong. */
export async function checkBatch(db: Database, batchId: number): Promise<string[]> {
  const { rows } = await db.execute<{ problem: string }>(sql`
    with batch as (
      select * from earmark.batches where id = ${batchId} and pruned_at is null
    ), item as (
      select i.*, (select count(*) from earmark.chunks c where c.batch_id = i.batch_id and i.seq = any (c.seqs)) as chunks
      from earmark.items i where i.batch_id = ${batchId}
    ), counted as (
      select count(*) filter (where state = 'done') as done, count(*) filter (where state = 'skipped') as skipped,
        count(*) filter (where state = 'failed') as failed, count(*) filter (where ended_state is null) as open
      from item
    ), counters as (
      select coalesce(sum(done), 0) as done, coalesce(sum(skipped), 0) as skipped, coalesce(sum(failed), 0) as failed
      from earmark.batch_counters where batch_id = ${batchId}
    )
    select 'it has ended with ' || counted.open || ' items to do' as problem
    from batch, counted where batch.state like 'completed%' and counted.open > 0
    union all
    select 'its counters say ' || to_json(counters) || ', its items ' || to_json(counted)
    from batch, counters, counted
    where (counters.done, counters.skipped, counters.failed) <> (counted.done, counted.skipped, counted.failed)
    union all
    select 'item ' || item.seq || ' is in ' || chunks || ' chunks, ' || item.state || ', due ' || coalesce(due_at::text, 'never')
    from item, batch
    where chunks + (due_at is not null)::int + (item.seq > batch.claimed_seq)::int
      <> (ended_state is null)::int`)
  return rows.map((row) => row.problem)
}
