import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import type { BatchSource } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { UsageError } from '../../errors/usage-error.js'
import { type FilterOptions, readFilter } from '../../options/filter-options.js'

export type SourceOptions = FilterOptions & {
  manifest?: string
  inventory?: string
  manifestFormat?: 'csv' | 'ndjson'
}

/** The API takes no larger request; a larger list belongs in S3. */
const MAX_MANIFEST_BYTES = 128 * 1024 * 1024

/**
 * The source that a command line means: a prefix with filters, a manifest in S3 or in a file here, or an inventory.
 *
 * @throws UsageError where it means none, or two
 */
export async function chooseSource(
  { cwd, stdin }: { cwd: string; stdin: NodeJS.ReadableStream },
  url: string | undefined,
  options: SourceOptions,
): Promise<BatchSource> {
  const { manifest, inventory, manifestFormat: format } = options
  const filter = readFilter(options)
  const given = [url, manifest, inventory].filter((place) => place !== undefined)
  if (given.length !== 1) {
    throw new UsageError(
      `Say what to tag in one way: s3://bucket/prefix, --manifest or --inventory; received ${given.length === 0 ? 'none' : given.join(' and ')}.`,
    )
  }
  if (url !== undefined) {
    parseS3Url(url)
    return { prefix: url, ...filter }
  }
  if (Object.keys(filter).length > 0) {
    throw new UsageError(
      'A manifest names its objects: filters such as --include go with a prefix.',
    )
  }
  if (inventory !== undefined) {
    parseS3Url(inventory)
    return { manifest: inventory, format: 'inventory' }
  }
  const place = manifest as string
  if (place.startsWith('s3://')) {
    parseS3Url(place)
    return { manifest: place, ...(format && { format }) }
  }
  const bytes = place === '-' ? await buffer(stdin) : await readLimited(resolve(cwd, place))
  return { manifestText: unpack(bytes, place), format: format ?? formatOf(place) }
}

async function readLimited(path: string): Promise<Buffer> {
  if ((await stat(path)).size > MAX_MANIFEST_BYTES) throw tooLarge(path)
  return readFile(path)
}

function unpack(bytes: Buffer, name: string): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_MANIFEST_BYTES }).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name)
    throw new UsageError(`${name} cannot be unpacked: ${(error as Error).message}.`)
  }
}

function tooLarge(name: string): UsageError {
  return new UsageError(
    `${name} has more than ${MAX_MANIFEST_BYTES / 2 ** 20} MiB. Upload it to S3 and name it there: --manifest s3://bucket/key.`,
  )
}

function formatOf(name: string): 'csv' | 'ndjson' {
  return /\.(ndjson|jsonl)(\.gz)?$/i.test(name) ? 'ndjson' : 'csv'
}
