import { type Database, listReportRows } from '@earmark/db'
import { formatReportRow, reportHeader } from './format-report-row.js'

export type ReportFormat = 'csv' | 'ndjson'

export const reportContentTypes = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
} as const satisfies Record<ReportFormat, string>

const PAGE_SIZE = 1000

/**
 * A batch's report, an object a line, in the order of the scan. One page at a time: memory is the same for ten million
 * objects, and nothing is held in Postgres between two pages, so states are those of the moment a page is read.
 */
export async function* formatReport(
  { db }: { db: Database },
  { batchId, format }: { batchId: number; format: ReportFormat },
): AsyncGenerator<string> {
  if (format === 'csv') yield reportHeader
  let afterSeq = 0
  for (;;) {
    const rows = await listReportRows(db, batchId, afterSeq, PAGE_SIZE)
    if (rows.length > 0) yield rows.map((row) => formatReportRow(row, format)).join('')
    if (rows.length < PAGE_SIZE) return
    afterSeq = rows.at(-1)!.seq
  }
}
