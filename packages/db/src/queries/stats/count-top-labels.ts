import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { TableSample } from './sample-table.js'

export interface LabelFigures {
  labelSet: string
  labelSetVersion: number
  label: string
  objects: number
  audioS: number
}

const MAX_SETS = 5
const MAX_LABELS_A_SET = 50

/**
 * Of how many objects each label is the most probable one of its set, under the newest version of the newest sets that have
 * scores, as the newest hearing of each object says it.
 */
export async function countTopLabels(
  db: Database,
  { clause, scale }: TableSample,
): Promise<LabelFigures[]> {
  const { rows } = await db.execute<LabelFigures & Record<string, unknown>>(sql`
    with newest as materialized (
      select distinct on (name) id, name, version from earmark.label_sets order by name, version desc
    ), best as (
      select distinct on (h.object_id, l.label_set_id) h.object_id, l.label_set_id, l.id as label_id, l.name as label
      from (select id, object_id from earmark.hearings ${clause}) h
      join earmark.classifications c on c.hearing_id = h.id
      join earmark.labels l on l.id = c.label_id
      where l.label_set_id in (select id from newest)
      order by h.object_id, l.label_set_id, h.id desc, c.probability desc, l.position
    ), counted as (
      select b.label_set_id, b.label, count(*) as objects, coalesce(sum(o.duration_s), 0) as audio_s
      from best b join earmark.objects o on o.id = b.object_id group by b.label_set_id, b.label_id, b.label
    ), ranked as (
      select *, dense_rank() over (order by label_set_id desc) as set_rank,
        row_number() over (partition by label_set_id order by audio_s desc, label) as label_rank
      from counted
    )
    select n.name as "labelSet", n.version as "labelSetVersion", r.label,
      round(r.objects * ${scale}::float8)::bigint as objects, r.audio_s * ${scale}::float8 as "audioS"
    from ranked r join newest n on n.id = r.label_set_id
    where r.set_rank <= ${MAX_SETS} and r.label_rank <= ${MAX_LABELS_A_SET}
    order by r.set_rank, r.label_rank`)
  return rows
}
