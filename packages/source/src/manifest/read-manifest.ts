import { EarmarkError } from '@earmark/core'
import { formatS3Url, parseS3Url, type S3Address } from '@earmark/storage'
import type { SourceDeps } from '../source-deps.js'
import type { SourceObject, SourcePage } from '../source-page.js'
import { guessFormat, type ManifestFormat } from './manifest-format.js'
import { type OpenedText, openText } from './open-text.js'
import { readCsvObjects } from './read-csv.js'
import { parseInventory, readInventoryObjects } from './read-inventory.js'
import { readNdjsonObjects } from './read-ndjson.js'

const PAGE_SIZE = 1000
/** A manifest.json lists files, not objects. */
const MAX_INVENTORY_BYTES = 64 * 1024 * 1024

type Place = {
  /** The manifest's ETag: places in it mean nothing once it is overwritten. */
  etag: string
  /** Objects of the manifest that were taken. */
  taken: number
}

/** The objects that a manifest in S3 names. The cursor is a number of objects, which are read again and left out. */
export async function* readManifest(
  deps: SourceDeps,
  source: { manifest: string; format?: ManifestFormat | undefined },
  { cursor, signal }: { cursor: string | null; signal: AbortSignal },
): AsyncGenerator<SourcePage> {
  const address = parseS3Url(source.manifest)
  const before = cursor === null ? null : (JSON.parse(cursor) as Place)
  const text = await openText(deps, address, signal)
  try {
    if (before && before.etag !== text.etag) {
      const message = `The manifest ${source.manifest} was overwritten while it was read. Make a new batch from it.`
      throw new EarmarkError('OBJECT_CHANGED', message, { permanent: true })
    }
    const objects = readObjects(deps, text, address, source.format, signal)
    yield* toPages(objects, { etag: text.etag, taken: before?.taken ?? 0 }, signal)
  } finally {
    text.close()
  }
}

function readObjects(
  deps: SourceDeps,
  text: OpenedText,
  address: S3Address,
  format: ManifestFormat = guessFormat(address.key),
  signal: AbortSignal,
): AsyncGenerator<SourceObject> {
  const name = formatS3Url(address)
  if (format === 'csv') return readCsvObjects(text.chunks, name)
  if (format === 'ndjson') return readNdjsonObjects(text.chunks, name)
  return readInventory(deps, text, name, signal)
}

async function* readInventory(
  deps: SourceDeps,
  text: OpenedText,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<SourceObject> {
  const { columns, files } = parseInventory(await readWhole(text.chunks, name), name)
  for (const file of files) {
    const part = await openText(deps, file, signal)
    try {
      yield* readInventoryObjects(part.chunks, columns, file)
    } finally {
      part.close()
    }
  }
}

async function* toPages(
  objects: AsyncIterable<SourceObject>,
  { etag, taken }: Place,
  signal: AbortSignal,
): AsyncGenerator<SourcePage> {
  let read = 0
  let found: SourceObject[] = []
  const page = (): SourcePage => ({
    found,
    leftOut: 0,
    cursor: JSON.stringify({ etag, taken: read }),
  })
  for await (const object of objects) {
    signal.throwIfAborted()
    read += 1
    if (read <= taken) continue
    found.push(object)
    if (found.length < PAGE_SIZE) continue
    yield page()
    found = []
  }
  if (found.length > 0) yield page()
}

async function readWhole(chunks: AsyncIterable<Buffer>, name: string): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_INVENTORY_BYTES)
      throw new EarmarkError('TOO_LARGE', `${name} is too large to be a manifest.json.`, {
        permanent: true,
      })
  }
  return Buffer.concat(parts).toString('utf8')
}
