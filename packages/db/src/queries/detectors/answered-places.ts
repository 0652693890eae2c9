import { type SQL, sql } from 'drizzle-orm'
import { answeredWindow } from '../annotations/answered-window.js'

/**
 * The places of which people said something under a set's name, whatever its version. Of each person the newest word counts,
 * whichever version or model it was said of. What was said of an object as a whole stands for the window that speaks most
 * for the label.
 *
 * Its columns: label, object_id, window_ms, hop_ms, window_index; right_count, wrong_count, unsure_count; said_at.
 */
export function answeredPlaces(labelSet: string): SQL {
  return sql`(
    select label, object_id, window_ms, hop_ms, window_index,
      count(*) filter (where verdict = 'right')::int as right_count,
      count(*) filter (where verdict = 'wrong')::int as wrong_count,
      count(*) filter (where verdict not in ('right', 'wrong'))::int as unsure_count, max(annotated_at) as said_at
    from (
      select distinct on (l.name, h.object_id, h.window_ms, h.hop_ms, w.window_index, a.said_by)
        l.name as label, h.object_id, h.window_ms, h.hop_ms, w.window_index, a.verdict, a.annotated_at
      from earmark.label_sets ls
      join earmark.labels l on l.label_set_id = ls.id
      join earmark.annotations a on a.label_id = l.id
      join earmark.hearings h on h.id = a.hearing_id
      left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
      cross join lateral (
        select ${answeredWindow} as window_index
      ) w
      where ls.name = ${labelSet} and w.window_index is not null
      order by l.name, h.object_id, h.window_ms, h.hop_ms, w.window_index, a.said_by, a.annotated_at desc, a.id desc
    ) said
    group by label, object_id, window_ms, hop_ms, window_index
  )`
}
