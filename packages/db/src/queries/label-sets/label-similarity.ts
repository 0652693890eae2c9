import { type SQL, sql } from 'drizzle-orm'

/**
 * How near a window `e` is to a label's vector `le`: the cosine, and for a detector the inner product with its direction,
 * which is what it scores with (both are of length one, but for the window's half precision).
 */
export const labelSimilarity = sql`case when le.slope is null then 1 - (e.embedding::vector <=> le.embedding)
  else -(e.embedding::vector <#> le.embedding) end`

/** The probability that a detector makes of a similarity; both stand in columns of `row`. */
export function detectorProbability(row: string): SQL {
  const of = sql.raw(row)
  return sql`1 / (1 + exp(-least(greatest(${of}.slope * ${of}.similarity + ${of}.logit_offset, -80), 80)))`
}
