import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { keepTopOf } from './keep-top.js'

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
  const { rows } = await db.execute<{
    ids: number[] | null
    keep: number
    hasUnready: boolean
  }>(sql`
    select keep.keep, array_agg(id) filter (where s.hearing_id is null) as ids,
      exists (
        select from earmark.labels l join earmark.hearings h on h.id = any (${sql.param(scoring.hearingIds)}::bigint[])
        join earmark.models m on m.id = h.model_id and m.kind = 'clap'
        where l.label_set_id = ${scoring.labelSetId} and not exists (
          select from earmark.label_embeddings e where e.label_id = l.id and e.model_id = h.model_id
        )
      ) as "hasUnready"
    from (select ${keepTopOf(scoring.labelSetId, scoring.keepTop)} as keep) keep
    cross join unnest(${sql.param(scoring.hearingIds)}::bigint[]) as id
    left join earmark.scorings s on s.hearing_id = id and s.label_set_id = ${scoring.labelSetId} and s.keep_top >= keep.keep
    group by keep.keep`)
  const [unscored] = rows
  if (!unscored?.ids) return
  if (unscored.hasUnready) {
    // Scored without them, the others' probabilities would be wrong for ever.
    throw new Error(`label set ${scoring.labelSetId} has labels that were not encoded yet`)
  }
  await db.execute(sql`
    select earmark.score_hearings(${sql.param(unscored.ids)}::bigint[], ${scoring.labelSetId}, ${unscored.keep})`)
}
