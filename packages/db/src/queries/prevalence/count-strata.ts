import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ScoredLabel, scoredWindows } from './scored-windows.js'

export type PrevalenceGrouping = 'folder' | 'month' | 'hour'

/** Windows of one stratum in one group. */
export interface StratumCount {
  /** null: of windows whose group is not known, or where no grouping was asked for. */
  group: string | null
  /** From 0, the lowest scores. */
  stratum: number
  windows: number
  /** What they cover, each moment once. */
  seconds: number
  /** Windows with an answer that the label's version did not learn from; even contradictions are none. */
  answered: number
  right: number
  /** Windows with an answer that it did learn from. */
  taught: number
  /** Mean probability by a detector; null for the shares of a softmax. */
  expected: number | null
}

/**
 * Counts windows by how a label scores them, and what people answered of them.
 *
 * @param timeZone in which months and hours are meant
 */
export async function countStrata(
  db: Database,
  of: ScoredLabel,
  { by, timeZone }: { by: PrevalenceGrouping | null; timeZone: string },
): Promise<StratumCount[]> {
  const { rows } = await db.execute<StratumCount & Record<string, unknown>>(sql`
    with ${scoredWindows(of)}
    select g.name as "group", s.stratum, count(*)::int as windows, sum(s.covered_s) as seconds,
      count(*) filter (where s.balance <> 0 and not s.was_taught)::int as answered,
      count(*) filter (where s.balance > 0 and not s.was_taught)::int as "right",
      count(*) filter (where s.balance <> 0 and s.was_taught)::int as taught,
      avg(s.probability) as expected
    from scored s
    join earmark.objects o on o.id = s.object_id
    cross join lateral (select ${groupOf(by, timeZone)} as name) g
    group by g.name, s.stratum
    order by g.name nulls last, s.stratum`)
  return rows
}

function groupOf(by: PrevalenceGrouping | null, timeZone: string): SQL {
  const heardAt = sql`(o.recorded_at + make_interval(secs => s.start_s)) at time zone ${timeZone}`
  switch (by) {
    case null:
      return sql`null::text`
    case 'folder':
      return sql`'s3://' || o.bucket || '/' || regexp_replace(o.key, '[^/]*$', '')`
    case 'month':
      return sql`to_char(${heardAt}, 'YYYY-MM')`
    case 'hour':
      return sql`to_char(${heardAt}, 'HH24')`
  }
}
