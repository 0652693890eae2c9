import { EarmarkError } from '@earmark/core/errors'
import { malformed } from '../manifest/malformed.js'
import { readCsvRecords } from '../manifest/read-csv.js'
import { readLines } from '../manifest/read-lines.js'

/** What a line says of a key, or of all keys that begin so. */
export type TableRow = {
  key?: string
  prefix?: string
  fields: Record<string, string | number | boolean | null>
}

export type MetadataTable = {
  rows: TableRow[]
  /** [rows]: the line where each ends, from 1. */
  lines: number[]
}

/**
 * All rows of a table: CSV whose header has `key` or `prefix` and fields, where an empty cell says nothing; or NDJSON, an object
 * a line, with the same names. Keys may be addresses, `s3://bucket/key`.
 *
 * @param table what messages call it, its format, the bucket that its keys are in, and how many rows it may have
 * @throws EarmarkError INVALID_REQUEST that names the line; where a key comes twice, where there are no rows, or too many
 */
export async function readMetadataTable(
  chunks: AsyncIterable<Buffer>,
  table: { name: string; isCsv: boolean; bucket: string; maxRows: number },
): Promise<MetadataTable> {
  const { name, isCsv, bucket, maxRows } = table
  const rows: TableRow[] = []
  const lines: number[] = []
  const seen = new Map<string, number>()
  for await (const { line, record } of isCsv ? readCsv(chunks, name) : readNdjson(chunks, name)) {
    const row = toRow(record, bucket)
    if (typeof row === 'string') throw malformed(name, line, row)
    const id = JSON.stringify([row.key, row.prefix])
    const earlier = seen.get(id)
    if (earlier !== undefined) {
      throw malformed(name, line, `it is of the same key as line ${earlier}.`)
    }
    seen.set(id, line)
    rows.push(row)
    lines.push(line)
    if (rows.length > maxRows) {
      const most = maxRows.toLocaleString('en')
      throw refused(
        `${name} has more than ${most} rows, which are kept at once or not at all. Split it.`,
      )
    }
  }
  if (rows.length === 0) throw refused(`${name} has no rows.`)
  return { rows, lines }
}

const refused = (message: string) =>
  new EarmarkError('INVALID_REQUEST', message, { permanent: true })

/** @returns a sentence where the record is no row */
function toRow(record: Record<string, unknown>, bucket: string): TableRow | string {
  const { key, prefix, ...fields } = record
  if ((key === undefined) === (prefix === undefined)) {
    return 'it must have a key or a prefix, and not both.'
  }
  const place = key ?? prefix
  if (typeof place !== 'string') return 'its key or prefix is no text.'
  const inBucket = withoutBucket(place, bucket)
  if (inBucket === null) return `${place} is not in the bucket ${bucket}.`
  const wrong = Object.entries(fields).find(([, value]) => !isSimple(value))
  if (wrong) return `${wrong[0]} is neither a text nor a number, true, false or null.`
  return {
    ...(key === undefined ? { prefix: inBucket } : { key: inBucket }),
    fields: fields as TableRow['fields'],
  }
}

type Line = { line: number; record: Record<string, unknown> }

async function* readCsv(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Line> {
  let header: string[] | null = null
  for await (const { line, cells } of readCsvRecords(chunks, name)) {
    if (!header) {
      header = cells.map((cell) => cell.trim())
      if (!header.includes('key') && !header.includes('prefix')) {
        throw malformed(name, line, 'it must name the columns, among them key or prefix.')
      }
      continue
    }
    const names = header
    if (cells.length > names.length) {
      throw malformed(name, line, 'it has more cells than the header has columns.')
    }
    const filled = cells.flatMap((cell, index) => (cell === '' ? [] : [[names[index], cell]]))
    yield { line, record: Object.fromEntries(filled) }
  }
}

async function* readNdjson(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Line> {
  for await (const { line, text } of readLines(chunks, name)) {
    if (text.trim() === '') continue
    const record = parseLine(text)
    if (typeof record === 'string') throw malformed(name, line, record)
    yield { line, record }
  }
}

/** @returns a sentence where the line is no object */
function parseLine(text: string): Record<string, unknown> | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is no JSON.'
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : 'it is no JSON object.'
}

/** @returns null where it is an address in another bucket */
function withoutBucket(place: string, bucket: string): string | null {
  if (!place.startsWith('s3://')) return place
  const start = `s3://${bucket}/`
  return place.startsWith(start) ? place.slice(start.length) : null
}

const isSimple = (value: unknown) =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
