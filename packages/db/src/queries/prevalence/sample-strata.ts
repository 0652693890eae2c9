import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ScoredLabel, scoredWindows } from './scored-windows.js'

/** A window to be answered. */
export interface SampledMoment {
  stratum: number
  objectId: number
  bucket: string
  key: string
  window: number
  startS: number
}

/**
 * Draws windows that nobody has answered, so many of each stratum, by chance alone: by a hash of their ids, so that the
 * same ones come again until they are answered.
 *
 * @param wanted by stratum
 */
export async function sampleStrata(
  db: Database,
  of: ScoredLabel,
  wanted: readonly number[],
): Promise<SampledMoment[]> {
  const { rows } = await db.execute<SampledMoment & Record<string, unknown>>(sql`
    with ${scoredWindows(of)}, drawn as (
      select s.*, row_number() over (
        partition by s.stratum order by hashint8extended(s.hearing_id, s.window_index), s.hearing_id, s.window_index
      ) as turn
      from scored s where s.balance is null
    )
    select d.stratum, d.object_id as "objectId", o.bucket, o.key, d.window_index as "window", d.start_s as "startS"
    from drawn d join earmark.objects o on o.id = d.object_id
    where d.turn <= (${sql.param([...wanted])}::int[])[d.stratum + 1]
    order by hashint8extended(d.hearing_id, d.window_index), d.hearing_id, d.window_index`)
  return rows
}
