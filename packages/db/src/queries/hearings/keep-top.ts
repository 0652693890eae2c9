import { type SQL, sql } from 'drizzle-orm'

/** Label sets of up to this many labels keep every row, larger ones the best few of each object. */
const KEEP_ALL_UP_TO = 20
const KEEP_OF_LARGE_SETS = 10
/** So many rows a label set: more than any has labels. */
export const KEEP_ALL = 1_000_000

/**
 * How many rows of a label set to keep for each hearing, as an SQL expression.
 *
 * @param keepTop null decides by the label set's size; 0 keeps all
 */
export function keepTopOf(labelSetId: number, keepTop: number | null): SQL {
  return sql`(
    select case when ${keepTop}::integer = 0 then ${KEEP_ALL}::integer
      else coalesce(${keepTop}::integer,
        case when count(*) <= ${KEEP_ALL_UP_TO}::integer then ${KEEP_ALL}::integer else ${KEEP_OF_LARGE_SETS}::integer end) end
    from earmark.labels where label_set_id = ${labelSetId})`
}
