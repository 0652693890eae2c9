import { guardFormula } from './guard-formula.js'

/**
 * One line of CSV (RFC 4180, with a bare line feed); null and undefined are empty fields. Text that a spreadsheet would
 * take for a formula gets an apostrophe in front.
 */
export function formatCsvRow(values: unknown[]): string {
  return `${values.map(formatField).join(',')}\n`
}

function formatField(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const text = guardFormula(typeof value === 'object' ? JSON.stringify(value) : String(value))
  // An empty string is quoted, so that it differs from null.
  return text === '' || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
