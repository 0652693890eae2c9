import { EarmarkError } from '@earmark/core'
import { formatS3Url, parseS3Url, type S3Address } from '@earmark/storage'
import { z } from 'zod'
import { checkObject } from '../check-object.js'
import type { SourceObject } from '../source-page.js'
import { malformed } from './malformed.js'
import { readCsvRecords } from './read-csv.js'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
const inventorySchema = z.object({
  destinationBucket: z.string(),
  fileFormat: z.string(),
  fileSchema: z.string(),
  files: z.array(z.object({ key: z.string().min(1) })),
})

export type Inventory = { columns: string[]; files: S3Address[] }

/** @throws EarmarkError INVALID_REQUEST where the text is no manifest of a CSV inventory */
export function parseInventory(text: string, name: string): Inventory {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw notInventory(`${name} is no JSON.`)
  }
  const parsed = inventorySchema.safeParse(json)
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw notInventory(`${name} is no manifest.json of S3 Inventory: see ${fields}.`)
  }
  const { destinationBucket, fileFormat, fileSchema, files } = parsed.data
  if (fileFormat.toUpperCase() !== 'CSV') {
    const format = /^(orc|parquet)$/i.test(fileFormat) ? fileFormat : 'another format'
    const message = `${name} is an inventory in ${format}; only CSV can be read. Choose CSV as its output format.`
    throw notInventory(message)
  }
  const bucket = destinationBucket.replace(/^arn:[^:]*:s3:::/, '')
  if (!isBucket(bucket)) {
    throw notInventory(
      `${name} is no manifest.json of S3 Inventory: destinationBucket is no bucket.`,
    )
  }
  return {
    columns: fileSchema.split(',').map((column) => column.trim()),
    files: files.map(({ key }) => ({ bucket, key })),
  }
}

/** Otherwise S3 would be asked for it again and again: it does not say that there can be no such bucket. */
function isBucket(name: string): boolean {
  try {
    return parseS3Url(formatS3Url({ bucket: name, key: '' })).bucket === name
  } catch {
    return false
  }
}

/** The newest versions of the objects in one of an inventory's files. */
export async function* readInventoryObjects(
  chunks: AsyncIterable<Buffer>,
  columns: string[],
  file: S3Address,
): AsyncGenerator<SourceObject> {
  const name = formatS3Url(file)
  const place = (column: string) => columns.indexOf(column)
  const [bucket, key, size, etag] = [place('Bucket'), place('Key'), place('Size'), place('ETag')]
  const [isLatest, isDeleted] = [place('IsLatest'), place('IsDeleteMarker')]
  for await (const { line, cells } of readCsvRecords(chunks, name)) {
    if (cells[isLatest] === 'false' || cells[isDeleted] === 'true') continue
    const decoded = decodeKey(cells[key] ?? '')
    const object = checkObject({
      bucket: cells[bucket],
      key: decoded,
      size: cells[size],
      etag: cells[etag],
    })
    if (typeof object === 'string') throw malformed(name, line, object)
    // Consoles make empty objects to show a folder: they hold no audio.
    if (!(object.key.endsWith('/') && object.size === 0)) yield object
  }
}

/** Inventories have URL-encoded keys; a plus sign stands for a space, and a real one is %2B. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

function notInventory(message: string): EarmarkError {
  return new EarmarkError('INVALID_REQUEST', message, { permanent: true })
}
