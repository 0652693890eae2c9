import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { recordingConditions } from '../recordings/recording-filter.js'
import type { ExportScope } from './find-export-scope.js'

export type ExportHearing = { id: number; objectId: number; windows: number }

/**
 * One page of the hearings that an export covers, object by object. What the filter says of labels is left to the rows,
 * unless `isLabelled`: then only objects that such a label was kept for.
 */
export async function listExportHearings(
  db: Database,
  { filter, modelIds, labelIds, lastHearingId }: ExportScope,
  page: { after: ExportHearing | null; limit: number; isLabelled: boolean },
): Promise<ExportHearing[]> {
  const { after } = page
  const { bucket, keyPrefix, batchId, minProbability } = filter
  const conditions = [sql`h.id <= ${lastHearingId}`, ...recordingConditions(filter)]
  // The first half is for the index.
  if (after) {
    conditions.push(
      sql`h.object_id >= ${after.objectId}::bigint and (h.object_id, h.id) > (${after.objectId}::bigint, ${after.id}::bigint)`,
    )
  }
  if (modelIds) conditions.push(sql`h.model_id = any (${sql.param(modelIds)}::bigint[])`)
  if (bucket !== undefined) conditions.push(sql`o.bucket = ${bucket}`)
  if (keyPrefix) conditions.push(sql`o.key ^@ ${keyPrefix}`)
  if (batchId !== undefined) {
    conditions.push(
      sql`exists (select from earmark.items i where i.hearing_id = h.id and i.batch_id = ${batchId})`,
    )
  }
  if (page.isLabelled) {
    const label = labelIds ? sql`c.label_id = any (${sql.param(labelIds)}::bigint[])` : sql`true`
    const probability = Math.fround(minProbability ?? 0)
    conditions.push(sql`exists (
      select from earmark.classifications c where c.hearing_id = h.id and ${label} and c.probability >= ${probability}::real)`)
  }
  const { rows } = await db.execute<ExportHearing>(sql`
    select h.id, h.object_id as "objectId", h.windows
    from earmark.hearings h join earmark.objects o on o.id = h.object_id
    where ${sql.join(conditions, sql` and `)}
    order by h.object_id, h.id limit ${page.limit}`)
  return rows
}
