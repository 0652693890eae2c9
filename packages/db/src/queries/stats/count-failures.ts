import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

const MAX_BATCHES = 50
const MAX_ITEMS_A_BATCH = 2_000

/**
 * How many items failed with which code, in the newest batches that have failures. How many there are is counted already;
 * of a batch with many, the first ones say with which code.
 */
export async function countFailures(
  db: Database,
): Promise<{ failures: { code: string; objects: number }[]; isPart: boolean }> {
  const { rows } = await db.execute<{ code: string; objects: number; isPart: boolean }>(sql`
    with failed as materialized (
      select batch_id, sum(failed) as failed, count(*) over () as batches
      from earmark.batch_counters group by batch_id having sum(failed) > 0
      order by batch_id desc limit ${MAX_BATCHES}
    ), sampled as (
      select f.batch_id, f.failed, i.code, count(*) as items, sum(count(*)) over (partition by f.batch_id) as of_items
      from failed f cross join lateral (
        select coalesce(i.code, 'UNKNOWN') as code from earmark.items i
        where i.batch_id = f.batch_id and i.ended_state = 'failed' order by i.seq limit ${MAX_ITEMS_A_BATCH}
      ) i
      group by f.batch_id, f.failed, i.code
    )
    select code, round(sum(items * failed / of_items))::bigint as objects,
      (select coalesce(bool_or(batches > ${MAX_BATCHES} or failed > ${MAX_ITEMS_A_BATCH}), false) from failed) as "isPart"
    from sampled group by code order by objects desc, code`)
  return {
    failures: rows.map(({ code, objects }) => ({ code, objects })),
    isPart: rows[0]?.isPart ?? false,
  }
}
