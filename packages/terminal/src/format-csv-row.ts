/** One line of CSV (RFC 4180, with a bare line feed); null and undefined are empty fields. */
export function formatCsvRow(values: unknown[]): string {
  return `${values.map(formatField).join(',')}\n`
}

function formatField(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // An empty string is quoted, so that it differs from null.
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
