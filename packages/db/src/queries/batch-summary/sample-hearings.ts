import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/**
 * The hearings of a batch's items: of all, or of as many as are wanted, evenly spread.
 *
 * @param found how many items the batch has
 */
export async function sampleHearings(
  db: Database,
  { batchId, found, wanted }: { batchId: number; found: number; wanted: number },
): Promise<number[]> {
  const step = Math.max(1, Math.ceil(found / wanted))
  const { rows } = await db.execute<{ ids: number[] }>(sql`
    select coalesce(json_agg(distinct i.hearing_id), '[]') as ids
    from generate_series(1::bigint, ${found}::bigint, ${step}::bigint) as place (seq)
    join earmark.items i on i.batch_id = ${batchId} and i.seq = place.seq
    where i.ended_state in ('done', 'skipped') and i.hearing_id is not null`)
  return rows[0]?.ids ?? []
}
