import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ReviewScope } from './list-review-scope.js'
import { passing, type ReviewFilter } from './review-filter.js'
import type { SampledWindow } from './sample-windows.js'

/** Kept scores that are looked through for those that pass a filter. */
const MAX_LOOKED_AT = 2_000

/**
 * The windows that speak most for a label in the hearings that it is most probable in, as they were scored; or in those in
 * which it is nearly as probable as `near`. Nothing where the label set has not scored what was heard.
 */
export async function listPeaks(
  db: Database,
  query: {
    labelId: number
    modelId: number
    filter: ReviewFilter
    scope: ReviewScope
    near?: number
    limit: number
  },
): Promise<SampledWindow[]> {
  const { near, limit } = query
  const parts =
    near === undefined
      ? [selectPeaks(query, sql`true`, sql`desc`, limit)]
      : [
          selectPeaks(query, sql`c.probability >= ${near}::real`, sql`asc`, Math.ceil(limit / 2)),
          selectPeaks(query, sql`c.probability < ${near}::real`, sql`desc`, Math.ceil(limit / 2)),
        ]
  const { rows } = await db.execute<SampledWindow & Record<string, unknown>>(
    sql.join(parts, sql` union all `),
  )
  return rows
}

function selectPeaks(
  { labelId, modelId, filter, scope }: Parameters<typeof listPeaks>[1],
  isWanted: SQL,
  order: SQL,
  limit: number,
): SQL {
  const peaks = sql`c.hearing_id as "hearingId", c.peak_window as "windowIndex"`
  const inOrder = sql`order by c.probability ${order}, c.hearing_id ${order}`
  if (scope.isWhole) {
    return sql`(select ${peaks} from unnest(${sql.param(scope.hearingIds)}::bigint[]) s (id)
      join earmark.classifications c on c.hearing_id = s.id and c.label_id = ${labelId}
      where ${isWanted} ${inOrder} limit ${limit})`
  }
  return sql`(select ${peaks} from (
      select c.* from earmark.classifications c where c.label_id = ${labelId} and ${isWanted} ${inOrder} limit ${MAX_LOOKED_AT}
    ) c
    ${passing(sql`c.hearing_id`, modelId, filter)}
    ${inOrder} limit ${limit})`
}
