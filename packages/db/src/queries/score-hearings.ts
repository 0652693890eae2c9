import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/** Label sets of up to this many labels keep every row, larger ones the best few of each object. */
const KEEP_ALL_UP_TO = 20
const KEEP_OF_LARGE_SETS = 10
/** More than any label set has. */
const KEEP_ALL = 1_000_000

/**
 * Scores hearings under a label set from their stored embeddings. Hearings that have been scored so
 * already, with as many rows kept, are left alone.
 *
 * @param keepTop rows kept for each hearing; null decides by the label set's size; 0 keeps all
 */
export async function scoreHearings(
  db: Database,
  scoring: { hearingIds: number[]; labelSetId: number; keepTop: number | null },
): Promise<void> {
  const { rows } = await db.execute<{ ids: number[] | null; keep: number }>(sql`
    with keep as (
      select case when ${scoring.keepTop}::integer = 0 then ${KEEP_ALL}::integer
        else coalesce(${scoring.keepTop}::integer,
          case when count(*) <= ${KEEP_ALL_UP_TO}::integer then ${KEEP_ALL}::integer else ${KEEP_OF_LARGE_SETS}::integer end) end as keep
      from earmark.labels where label_set_id = ${scoring.labelSetId}
    )
    select keep.keep, array_agg(id) filter (where s.hearing_id is null) as ids
    from keep cross join unnest(${sql.param(scoring.hearingIds)}::bigint[]) as id
    left join earmark.scorings s on s.hearing_id = id and s.label_set_id = ${scoring.labelSetId} and s.keep_top >= keep.keep
    group by keep.keep`)
  const [unscored] = rows
  if (!unscored?.ids) return
  await db.execute(sql`
    select earmark.score_hearings(${sql.param(unscored.ids)}::bigint[], ${scoring.labelSetId}, ${unscored.keep})`)
}
