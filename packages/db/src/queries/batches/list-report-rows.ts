import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ItemState } from '../../schema.js'

export type ReportRow = {
  seq: number
  bucket: string
  key: string
  etag: string | null
  state: ItemState
  code: string | null
  message: string | null
  attempts: number
  durationS: number | null
  windows: number | null
}

/** One page of a batch's report, in the order of the scan, behind `afterSeq`. */
export async function listReportRows(
  db: Database,
  batchId: number,
  afterSeq: number,
  limit: number,
): Promise<ReportRow[]> {
  const { rows } = await db.execute<ReportRow>(sql`
    select i.seq, i.bucket, i.key, i.etag, i.state, i.code, i.message, i.attempts, o.duration_s as "durationS", h.windows
    from (
      select * from earmark.items where batch_id = ${batchId} and seq > ${afterSeq} order by seq limit ${limit}
    ) i
    left join earmark.objects o on o.id = i.object_id
    left join earmark.hearings h on h.id = i.hearing_id
    order by i.seq`)
  return rows
}
