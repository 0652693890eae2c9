import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { fromHalfvec } from '../../from-halfvec.js'

/** What people say of one place under a label of a set, whatever its version. */
export interface TaughtMoment {
  label: string
  objectId: number
  windowIndex: number
  /** How many people's newest word it is. */
  right: number
  wrong: number
  unsure: number
  /** The object has another content by now, which nobody has answered about here. */
  isReplaced: boolean
  /** What the model has heard at this place; null where it has heard nothing there. */
  heard: { hearingId: number; embedding: Float32Array } | null
}

/** The newest of each label: more would teach little, and take seconds. */
export const MAX_ANSWERS = 2_000

/**
 * Lists the places of which people said something under a set's name. Of each person the newest word counts, whichever
 * version or model it was said of. What was said of an object as a whole stands for the window that speaks most for the
 * label.
 *
 * @returns by label, object and window; of each label its newest MAX_ANSWERS
 */
export async function listAnswers(
  db: Database,
  { labelSet, modelId }: { labelSet: string; modelId: number },
): Promise<TaughtMoment[]> {
  type Row = Omit<TaughtMoment, 'heard'> & { hearingId: number | null; embedding: Buffer | null }
  const { rows } = await db.execute<Row>(sql`
    with said as (
      select distinct on (l.name, h.object_id, h.window_ms, h.hop_ms, w.window_index, a.said_by)
        l.name as label, h.object_id, h.window_ms, h.hop_ms, w.window_index, a.verdict, a.annotated_at
      from earmark.label_sets ls
      join earmark.labels l on l.label_set_id = ls.id
      join earmark.annotations a on a.label_id = l.id
      join earmark.hearings h on h.id = a.hearing_id
      left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
      cross join lateral (
        select coalesce(a.window_index, c.peak_window, case h.windows when 1 then 0 end) as window_index
      ) w
      where ls.name = ${labelSet} and w.window_index is not null
      order by l.name, h.object_id, h.window_ms, h.hop_ms, w.window_index, a.said_by, a.annotated_at desc, a.id desc
    ), places as (
      select label, object_id, window_ms, hop_ms, window_index,
        count(*) filter (where verdict = 'right')::int as "right", count(*) filter (where verdict = 'wrong')::int as wrong,
        count(*) filter (where verdict not in ('right', 'wrong'))::int as unsure,
        row_number() over (
          partition by label order by max(annotated_at) desc, object_id, window_ms, hop_ms, window_index
        ) as newest
      from said
      group by label, object_id, window_ms, hop_ms, window_index
    )
    select p.label, p.object_id as "objectId", p.window_index as "windowIndex", p."right", p.wrong, p.unsure,
      exists (
        select from earmark.objects o join earmark.objects later on (later.bucket, later.key) = (o.bucket, o.key) and later.id > o.id
        where o.id = p.object_id
      ) as "isReplaced",
      h.id as "hearingId", halfvec_send(e.embedding) as embedding
    from places p
    left join earmark.hearings h on h.model_id = ${modelId}
      and (h.object_id, h.window_ms, h.hop_ms) = (p.object_id, p.window_ms, p.hop_ms)
    left join earmark.embeddings e on e.hearing_id = h.id and e.window_index = p.window_index
    where p.newest <= ${MAX_ANSWERS}
    order by p.label, p.object_id, p.window_index, h.id`)
  return rows.map(({ hearingId, embedding, ...row }) => ({
    ...row,
    heard:
      hearingId === null || embedding === null
        ? null
        : { hearingId, embedding: fromHalfvec(embedding) },
  }))
}
