import { formatCsvRow } from '@earmark/terminal/format-csv-row'
import type { SqlAnswer } from '../sql-queries'

/** As `earmark export` writes it: text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function toCsv({ columns, rows }: Pick<SqlAnswer, 'columns' | 'rows'>): string {
  return [columns.map(({ name }) => name), ...rows].map(formatCsvRow).join('')
}

export function downloadCsv(answer: SqlAnswer): void {
  const url = URL.createObjectURL(new Blob([toCsv(answer)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'earmark.csv'
  link.click()
  URL.revokeObjectURL(url)
}
