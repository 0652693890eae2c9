import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'

export type DeliveryStatus = {
  id: string
  kind: 'webhook' | 'report'
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  /** Where a report goes; null for the batch's webhook. */
  reportTo: string | null
  /** What the last try failed with. */
  message: string | null
  createdAt: Date
  deliveredAt: Date | null
}

type Row = Omit<DeliveryStatus, 'createdAt' | 'deliveredAt'> & {
  createdAt: string
  deliveredAt: string | null
}

/** What has been or will be told about a batch, the newest 100 first. */
export async function listDeliveries(db: Database, batchId: number): Promise<DeliveryStatus[]> {
  const { rows } = await db.execute<Row>(sql`
    select id, kind, attempts, report_to as "reportTo", message, created_at as "createdAt", delivered_at as "deliveredAt",
      case when delivered_at is not null then 'delivered' when failed_at is not null then 'failed' else 'waiting' end as state
    from earmark.deliveries where batch_id = ${batchId} order by created_at desc, kind limit 100`)
  return rows.map((row) => ({
    ...row,
    createdAt: parseInstant(row.createdAt),
    deliveredAt: parseOptionalInstant(row.deliveredAt),
  }))
}
