import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** The similarity from which on a window is a detection of a label; null before the set's calibration. */
export async function findThreshold(
  db: Database,
  { labelId, modelId }: { labelId: number; modelId: number },
): Promise<number | null> {
  const { rows } = await db.execute<{ threshold: number }>(sql`
    select threshold from earmark.calibrations where label_id = ${labelId} and model_id = ${modelId}`)
  return rows[0]?.threshold ?? null
}
