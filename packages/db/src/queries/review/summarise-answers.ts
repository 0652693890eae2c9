import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { answeredWindow } from '../annotations/answered-window.js'

export interface Answers {
  /** Each moment once, as what most people called it: as right as wrong is `disputed`, neither is `unsure`. */
  moments: { right: number; wrong: number; unsure: number; disputed: number }
  /** Moments that two people or more answered, and of these the ones on which all said the same. */
  agreement: { moments: number; agreed: number }
  /** Who answered, and what: who said most first. */
  people: { saidBy: string; right: number; wrong: number; unsure: number }[]
}

const MAX_PEOPLE = 100

/**
 * What people answered for a label, by its name in a label set: in one version, or in all. Of what one person said of a moment
 * under several versions, the newest counts.
 */
export async function summariseAnswers(
  db: Database,
  query: { labelSet: string; labelSetVersion?: number; label: string },
): Promise<Answers> {
  const { labelSet, labelSetVersion, label } = query
  const { rows } = await db.execute<Answers & Record<string, unknown>>(sql`
    with newest as materialized (
      select distinct on (h.object_id, start_ms, a.said_by) h.object_id, start_ms, a.said_by, a.verdict
      from earmark.labels l
      join earmark.label_sets ls on ls.id = l.label_set_id
      join earmark.annotations a on a.label_id = l.id
      join earmark.hearings h on h.id = a.hearing_id
      left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
      cross join lateral (select ${answeredWindow}::bigint * h.hop_ms as start_ms) place
      where l.name = ${label} and ls.name = ${labelSet}
        ${labelSetVersion === undefined ? sql`` : sql`and ls.version = ${labelSetVersion}`}
      order by h.object_id, start_ms, a.said_by, a.annotated_at desc, a.id desc
    ), moments as (
      select count(*) as people, count(distinct verdict) as words,
        count(*) filter (where verdict = 'right') as rights, count(*) filter (where verdict = 'wrong') as wrongs
      from newest group by object_id, start_ms
    )
    select
      (select json_build_object(
        'right', count(*) filter (where rights > wrongs), 'wrong', count(*) filter (where wrongs > rights),
        'unsure', count(*) filter (where rights = 0 and wrongs = 0),
        'disputed', count(*) filter (where rights = wrongs and rights > 0)) from moments) as moments,
      (select json_build_object('moments', count(*), 'agreed', count(*) filter (where words = 1))
        from moments where people > 1) as agreement,
      (select coalesce(json_agg(p), '[]') from (
        select said_by as "saidBy", count(*) filter (where verdict = 'right') as right,
          count(*) filter (where verdict = 'wrong') as wrong, count(*) filter (where verdict = 'unsure') as unsure
        from newest group by said_by order by count(*) desc, said_by limit ${MAX_PEOPLE}
      ) p) as people`)
  return rows[0]!
}
