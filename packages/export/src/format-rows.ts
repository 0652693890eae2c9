import type { ExportRow } from '@earmark/db'
import { formatCsvRow } from '@earmark/terminal'
import type { Columns, ColumnType } from './columns.js'

/** CSV: text that a spreadsheet would take for a formula gets an apostrophe in front. */
export async function* formatCsv(
  pages: AsyncIterable<ExportRow[]>,
  columns: Columns,
): AsyncGenerator<string> {
  const entries = Object.entries(columns)
  yield formatCsvRow(entries.map(([name]) => name))
  for await (const rows of pages) {
    yield rows
      .map((row) => formatCsvRow(entries.map(([name, type]) => toCsvValue(row[name]!, type))))
      .join('')
  }
}

/** NDJSON: a JSON object a line, keys as they are. */
export async function* formatNdjson(
  pages: AsyncIterable<ExportRow[]>,
  columns: Columns,
): AsyncGenerator<string> {
  const entries = Object.entries(columns)
  for await (const rows of pages) {
    yield rows
      .map((row) => {
        const object = entries.map(([name, type]) => [name, toJsonValue(row[name]!, type)])
        return `${JSON.stringify(Object.fromEntries(object))}\n`
      })
      .join('')
  }
}

type Value = ExportRow[string]

function toCsvValue(value: Value, type: ColumnType): Value {
  if (value === null) return null
  return type === 'instant' ? toIsoTime(value) : value
}

function toJsonValue(value: Value, type: ColumnType): unknown {
  if (value === null) return null
  if (type === 'instant') return toIsoTime(value)
  return type === 'floats' ? JSON.parse(String(value)) : value
}

const toIsoTime = (microseconds: string | number) =>
  new Date(Number(microseconds) / 1000).toISOString()
