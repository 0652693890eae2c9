import { Readable } from 'node:stream'
import { CsvError, type Info, parse } from 'csv-parse'
import { checkObject, type LineFields } from '../check-object.js'
import type { SourceObject } from '../source-page.js'
import { malformed } from './malformed.js'
import { MAX_LINE_CHARACTERS } from './read-lines.js'

type Column = keyof LineFields

/** Names of columns in a header line, as people and S3 write them. */
const columnNames: Record<string, Column> = {
  url: 'url',
  bucket: 'bucket',
  key: 'key',
  etag: 'etag',
  version: 'versionId',
  versionid: 'versionId',
  version_id: 'versionId',
  size: 'size',
}
/** Without a header line: as S3 Batch Operations has it. */
const DEFAULT_COLUMNS: Column[] = ['bucket', 'key', 'versionId']

/** The records of a CSV text, with the line where each ends; `quote: false` where quotes are ordinary characters. */
export async function* readCsvRecords(
  chunks: AsyncIterable<Buffer>,
  name: string,
  format: { delimiter?: string; quote?: false } = {},
): AsyncGenerator<{ line: number; cells: string[] }> {
  const input = Readable.from(chunks)
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_CHARACTERS,
    ...format,
  })
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>)
      yield { line: info.lines, cells: record }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const kind = error.code.replace(/^CSV_/, '').replaceAll('_', ' ').toLowerCase()
    throw malformed(name, Number(error.lines ?? 1), `it is no CSV (${kind}).`)
  } finally {
    input.destroy()
    parser.destroy()
  }
}

/** The objects of a CSV manifest: with a header line, or `bucket,key[,version]`, or `s3://bucket/key` alone. */
export async function* readCsvObjects(
  chunks: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<SourceObject> {
  let columns: (Column | undefined)[] | null = null
  for await (const { line, cells } of readCsvRecords(chunks, name)) {
    if (!columns) {
      const header = cells.map((cell) => columnNames[cell.trim().toLowerCase()])
      const isHeader = header.includes('key') || header.includes('url')
      columns = isHeader ? header : DEFAULT_COLUMNS
      if (isHeader) {
        if (!header.includes('url') && !header.includes('bucket'))
          throw malformed(name, line, 'the header has a column key, but none called bucket.')
        continue
      }
    }
    const object = checkObject(toFields(columns, cells))
    if (typeof object === 'string') throw malformed(name, line, object)
    yield object
  }
}

function toFields(columns: (Column | undefined)[], cells: string[]): LineFields {
  if (columns === DEFAULT_COLUMNS && cells[0]?.startsWith('s3://') && cells.length === 1)
    return { url: cells[0] }
  const fields: LineFields = {}
  for (const [index, cell] of cells.entries()) {
    const column = columns[index]
    if (column && cell !== '') fields[column] = cell
  }
  return fields
}
