import type { ReportRow } from '@earmark/db'
import { formatCsvRow } from '@earmark/terminal'

const columns = [
  'bucket',
  'key',
  'etag',
  'state',
  'code',
  'message',
  'attempts',
  'durationS',
  'windows',
] as const satisfies readonly (keyof ReportRow)[]

export const reportHeader = formatCsvRow([...columns])

/**
 * One object's line of the report. In CSV, text that a spreadsheet would take for a formula gets an apostrophe in
 * front; NDJSON has every key as it is.
 */
export function formatReportRow(row: ReportRow, format: 'csv' | 'ndjson'): string {
  if (format === 'csv') return formatCsvRow(columns.map((column) => row[column]))
  return `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]])))}\n`
}
