import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type BucketWatch = { id: number; source: Record<string, unknown>; prefix: string }

/** The watches that events of a bucket may concern. */
export async function listWatchesOfBucket(db: Database, bucket: string): Promise<BucketWatch[]> {
  const { rows } = await db.execute<BucketWatch>(sql`
    select id, source, prefix from earmark.watches where is_active and bucket = ${bucket} order by id`)
  return rows
}
