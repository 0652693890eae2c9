import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type RecordingFilter, recordingConditions } from '../recordings/recording-filter.js'
import { type ObjectSummary, selectObjects } from './select-objects.js'

/**
 * Lists objects in the order of their addresses.
 *
 * @param keyPrefix how the keys begin; in a bucket only
 * @param afterId the object that the page comes after
 */
export async function listObjects(
  db: Database,
  query: RecordingFilter & {
    bucket?: string
    keyPrefix?: string
    afterId?: number
    limit: number
  },
): Promise<ObjectSummary[]> {
  const { bucket, keyPrefix = '', afterId, limit } = query
  const conditions = [
    sql`true`,
    ...recordingConditions(query),
    ...(bucket === undefined ? [] : [sql`o.bucket = ${bucket} and o.key ^@ ${keyPrefix}`]),
    ...(afterId === undefined
      ? []
      : [
          sql`(o.bucket, o.key, o.etag, o.version_id) > (
            select a.bucket, a.key, a.etag, a.version_id from earmark.objects a where a.id = ${afterId})`,
        ]),
  ]
  return selectObjects(db, { where: sql.join(conditions, sql` and `), limit })
}
