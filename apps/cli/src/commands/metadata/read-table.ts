import { readCsvRecords, readLines } from '@earmark/source/records'
import { UsageError } from '../../errors/usage-error.js'

/** What a line says of a key, or of all keys that begin so. */
export type TableRow = {
  key?: string
  prefix?: string
  fields: Record<string, string | number | boolean | null>
}

/**
 * The rows of a table: CSV whose header has `key` or `prefix` and fields, where an empty cell says nothing; or NDJSON, an object a
 * line, with the same names. Keys may be addresses, `s3://bucket/key`.
 *
 * @throws UsageError that names the line
 */
export async function* readTable(
  chunks: AsyncIterable<Buffer>,
  table: { name: string; isCsv: boolean; bucket: string },
): AsyncGenerator<{ line: number; row: TableRow }> {
  const { name, isCsv, bucket } = table
  for await (const { line, record } of isCsv ? readCsv(chunks, name) : readNdjson(chunks, name)) {
    const { key, prefix, ...fields } = record
    const refuse = (why: string) => new UsageError(`Line ${line} of ${name}: ${why}`)
    if ((key === undefined) === (prefix === undefined)) {
      throw refuse('it must have a key or a prefix, and not both.')
    }
    const place = key ?? prefix
    if (typeof place !== 'string') throw refuse('its key or prefix is no text.')
    const inBucket = withoutBucket(place, bucket)
    if (inBucket === null) throw refuse(`${place} is not in the bucket ${bucket}.`)
    const wrong = Object.entries(fields).find(([, value]) => !isSimple(value))
    if (wrong) throw refuse(`${wrong[0]} is neither a text nor a number, true, false or null.`)
    yield {
      line,
      row: {
        ...(key === undefined ? { prefix: inBucket } : { key: inBucket }),
        fields: fields as TableRow['fields'],
      },
    }
  }
}

type Record_ = { line: number; record: Record<string, unknown> }

async function* readCsv(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Record_> {
  let header: string[] | null = null
  for await (const { line, cells } of readCsvRecords(chunks, name)) {
    if (!header) {
      header = cells.map((cell) => cell.trim())
      if (!header.includes('key') && !header.includes('prefix')) {
        throw new UsageError(
          `The first line of ${name} must name the columns, among them key or prefix.`,
        )
      }
      continue
    }
    const names = header
    if (cells.length > names.length) {
      throw new UsageError(`Line ${line} of ${name} has more cells than the header has columns.`)
    }
    const filled = cells.flatMap((cell, index) => (cell === '' ? [] : [[names[index], cell]]))
    yield { line, record: Object.fromEntries(filled) }
  }
}

async function* readNdjson(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Record_> {
  for await (const { line, text } of readLines(chunks, name)) {
    if (text.trim() !== '') yield { line, record: parseLine(text, `Line ${line} of ${name}`) }
  }
}

function parseLine(text: string, where: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`${where} is no JSON.`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new UsageError(`${where} is no JSON object.`)
}

/** @returns null where it is an address in another bucket */
function withoutBucket(place: string, bucket: string): string | null {
  if (!place.startsWith('s3://')) return place
  const start = `s3://${bucket}/`
  return place.startsWith(start) ? place.slice(start.length) : null
}

const isSimple = (value: unknown) =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
