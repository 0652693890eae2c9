import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'

/**
 * Asks for a batch's report to be written to S3, as it stands when its turn comes.
 *
 * @param to s3://bucket/prefix or s3://bucket/name.csv
 * @returns the delivery's id
 */
export async function addReport(db: Database, batchId: number, to: string): Promise<string> {
  const { rows } = await executeOnce<{ id: string }>(
    db,
    sql`
    insert into earmark.deliveries (batch_id, kind, report_to) values (${batchId}, 'report', ${to}) returning id`,
  )
  return rows[0]!.id
}
