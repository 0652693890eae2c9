import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { answeredWindow } from '../annotations/answered-window.js'
import { labelsOfSameName } from './labels-of-same-name.js'
import { passing, type ReviewFilter } from './review-filter.js'
import type { SampledWindow } from './sample-windows.js'

/**
 * The windows of a model at places that people answered for a label, by its name in all versions of its set: the places that were
 * answered last.
 */
export async function listAnsweredWindows(
  db: Database,
  query: { labelId: number; modelId: number; filter: ReviewFilter; limit: number },
): Promise<SampledWindow[]> {
  const { rows } = await db.execute<SampledWindow & Record<string, unknown>>(sql`
    select e.hearing_id as "hearingId", e.window_index as "windowIndex"
    from ${labelsOfSameName(query.labelId)} l
    join earmark.annotations a on a.label_id = l.id
    join earmark.hearings h on h.id = a.hearing_id
    join earmark.objects ao on ao.id = h.object_id
    join earmark.objects same on same.bucket = ao.bucket and same.key = ao.key
    join earmark.hearings asked on asked.object_id = same.id
    ${passing(sql`asked.id`, query.modelId, query.filter)}
    left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
    cross join lateral (select ${answeredWindow}::bigint * h.hop_ms / 1000.0::float8 as start_s) place
    join earmark.embeddings e on e.hearing_id = asked.id and (
      place.start_s is null or (e.start_s < place.start_s + h.window_ms / 1000.0 and e.end_s > place.start_s)
    )
    group by e.hearing_id, e.window_index
    order by max(a.id) desc, e.hearing_id, e.window_index limit ${query.limit}`)
  return rows
}
