import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { answeredWindow } from './answered-window.js'

export interface AnnotatedMoment {
  hearingId: number
  windowIndex: number
  /** What most people said of it. */
  isPositive: boolean
}

/**
 * Lists the moments at which people called a label right or wrong, each once: what a label by example is learned from. What
 * was said of an object as a whole stands for the window that speaks most for the label. Moments on which as many said
 * right as wrong teach nothing and are left out.
 *
 * @param label by its exact name, in one label set or in all versions of a name
 */
export async function listAnnotatedMoments(
  db: Database,
  query: {
    label: string
    labelSetId?: number
    labelSet?: string
    labelSetVersion?: number
    limit: number
  },
): Promise<AnnotatedMoment[]> {
  const { rows } = await db.execute<AnnotatedMoment & Record<string, unknown>>(sql`
    select hearing_id as "hearingId", window_index as "windowIndex", balance > 0 as "isPositive"
    from (
      select a.hearing_id, ${answeredWindow} as window_index,
        sum(case a.verdict when 'right' then 1 when 'wrong' then -1 else 0 end) as balance
      from earmark.annotations a
      join earmark.labels l on l.id = a.label_id
      join earmark.label_sets ls on ls.id = l.label_set_id
      join earmark.hearings h on h.id = a.hearing_id
      left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
      where l.name = ${query.label}
        ${query.labelSetId === undefined ? sql`` : sql`and ls.id = ${query.labelSetId}`}
        ${query.labelSet === undefined ? sql`` : sql`and ls.name = ${query.labelSet}`}
        ${query.labelSetVersion === undefined ? sql`` : sql`and ls.version = ${query.labelSetVersion}`}
      group by a.hearing_id, ${answeredWindow}
    ) said
    where window_index is not null and balance <> 0
    order by hearing_id, window_index limit ${query.limit}`)
  return rows
}
