import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface TableSample {
  /** Follows the table's name in a from clause: always the same pages. */
  clause: SQL
  /** Whether it leaves pages out. */
  isPart: boolean
  /** What a count in the sample is multiplied with. */
  scale: number
}

type Sampled = 'objects' | 'hearings'

/**
 * Takes whole pages of a table, so that its cost is bounded: a small table is read as a whole.
 *
 * @param maxPages of 8 KiB
 */
export async function sampleTable(
  db: Database,
  table: Sampled,
  maxPages: number,
): Promise<TableSample> {
  const name = sql.raw(`earmark.${table}`)
  const { rows: sizes } = await db.execute<{ pages: number }>(sql`
    select pg_relation_size(${`earmark.${table}`}::regclass) / current_setting('block_size')::int as pages`)
  const pages = sizes[0]?.pages ?? 0
  if (pages <= maxPages) return { clause: sql``, isPart: false, scale: 1 }
  const percent = (100 * maxPages) / pages
  const clause = sql`tablesample system (${percent}::real) repeatable (1)`
  // The planner's own estimate, whose density is grown to the size that the table has now; none where nobody analysed it.
  const { rows } = await db.execute<{ sampled: number; estimated: number | null }>(sql`
    select (select count(*) from ${name} ${clause}) as sampled,
      (select reltuples::float8 / relpages * ${pages}::float8 from pg_class
        where oid = ${`earmark.${table}`}::regclass and reltuples > 0 and relpages > 0) as estimated`)
  const { sampled = 0, estimated = null } = rows[0] ?? {}
  const isKnown = estimated !== null && sampled > 0
  return { clause, isPart: true, scale: isKnown ? estimated / sampled : 100 / percent }
}
