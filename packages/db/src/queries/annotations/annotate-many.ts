import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** unsure: somebody listened and cannot tell. It is an answer, and neither right nor wrong. */
export type Verdict = 'right' | 'wrong' | 'unsure'

export interface Answer {
  hearingId: number
  labelId: number
  /** null takes the answer back. */
  verdict: Verdict | null
  /** The moment it is about; without one, the object as a whole. */
  windowIndex?: number
  note?: string
}

/** Who says it: each person has a word of their own on each moment. */
export interface Annotator {
  saidBy: string
  apiKeyId?: number
}

/**
 * Keeps what a person says of labels at places in hearings, in one statement. Of what the same person says of the same
 * place, the newest stays, among these and with what was there; other people's words and other places are not touched.
 *
 * @returns the id of each that was kept or taken back; null where there is no such hearing, label, window or annotation
 */
export async function annotateMany(
  db: Database,
  answers: readonly Answer[],
  { saidBy, apiKeyId }: Annotator,
): Promise<(number | null)[]> {
  const newest = new Map(answers.map((answer, n) => [placeOf(answer), { n, answer }]))
  const said = Array.from(newest.values(), ({ n, answer }) => ({
    n,
    hearing_id: answer.hearingId,
    label_id: answer.labelId,
    window_index: answer.windowIndex,
    verdict: answer.verdict,
    note: answer.note,
  }))
  const { rows } = await db.execute<{ n: number; id: number }>(sql`
    with said as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(said)}::jsonb)
        as x (n integer, hearing_id bigint, label_id bigint, window_index integer, verdict text, note text)
    ), taken_back as (
      delete from earmark.annotations a using said s
      where s.verdict is null and a.hearing_id = s.hearing_id and a.label_id = s.label_id and a.said_by = ${saidBy}
        and a.window_index is not distinct from s.window_index
      returning a.id, a.hearing_id, a.label_id, a.window_index
    ), kept as (
      insert into earmark.annotations as a (hearing_id, label_id, verdict, window_index, note, said_by, api_key_id)
      select h.id, l.id, s.verdict, s.window_index, s.note, ${saidBy}, ${apiKeyId ?? null}::bigint
      from said s join earmark.hearings h on h.id = s.hearing_id join earmark.labels l on l.id = s.label_id
      where s.verdict is not null and (s.window_index is null or s.window_index between 0 and h.windows - 1)
      order by h.id, l.id, s.window_index
      on conflict on constraint annotations_place do update set verdict = excluded.verdict,
        note = excluded.note, api_key_id = excluded.api_key_id, annotated_at = now()
      returning a.id, a.hearing_id, a.label_id, a.window_index
    )
    select s.n, changed.id
    from said s join (select * from kept union all select * from taken_back) changed
      on (changed.hearing_id, changed.label_id) = (s.hearing_id, s.label_id)
      and changed.window_index is not distinct from s.window_index`)
  const ids = new Map(rows.map(({ n, id }) => [n, id]))
  return answers.map((answer) => ids.get(newest.get(placeOf(answer))!.n) ?? null)
}

const placeOf = ({ hearingId, labelId, windowIndex }: Answer) =>
  `${hearingId}/${labelId}/${windowIndex ?? ''}`
