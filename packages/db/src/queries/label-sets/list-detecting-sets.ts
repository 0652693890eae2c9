import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { NameFilter } from '../results/find-unknown-name.js'

/** A label set, as far as detections can be expected of it. */
export type DetectingSet = {
  id: number
  name: string
  version: number
  isCalibrated: boolean
  /** The re-tagging that still looks through what was heard before the calibration. */
  retaggingId: number | null
}

/** Enough to say why nothing was detected. */
const LIMIT = 100

/** The label sets that a list of detections asks about, the calibrated ones first. */
export async function listDetectingSets(
  db: Database,
  { label, labelSet, labelSetVersion }: NameFilter,
): Promise<DetectingSet[]> {
  const isMeant = label === undefined ? sql`not l.is_background` : sql`l.name = ${label}`
  const { rows } = await db.execute<DetectingSet>(sql`
    select ls.id, ls.name, ls.version,
      exists (select from earmark.labels l join earmark.calibrations c on c.label_id = l.id
        where l.label_set_id = ls.id and ${isMeant}) as "isCalibrated",
      (select max(r.id) from earmark.retaggings r
        where r.label_set_id = ls.id and r.task = 'detect' and r.state in ('queued', 'running', 'paused')) as "retaggingId"
    from earmark.label_sets ls
    where exists (select from earmark.labels l where l.label_set_id = ls.id and ${isMeant})
      ${labelSet === undefined ? sql`` : sql`and ls.name = ${labelSet}`}
      ${labelSetVersion === undefined ? sql`` : sql`and ls.version = ${labelSetVersion}`}
    order by "isCalibrated" desc, ls.id desc limit ${LIMIT}`)
  return rows.map((row) => ({ ...row, retaggingId: row.retaggingId && Number(row.retaggingId) }))
}
