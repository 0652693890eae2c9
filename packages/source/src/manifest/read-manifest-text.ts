import type { SourceObject } from '../source-page.js'
import { readCsvObjects } from './read-csv.js'
import { readNdjsonObjects } from './read-ndjson.js'

/** How messages call it. */
const NAME = 'the manifest'

/**
 * The objects of a manifest that came in a request.
 *
 * @throws EarmarkError INVALID_REQUEST naming the line that is malformed
 */
export function readManifestText(
  text: string,
  format: 'csv' | 'ndjson',
): AsyncGenerator<SourceObject> {
  const read = format === 'csv' ? readCsvObjects : readNdjsonObjects
  return read(toChunks(text), NAME)
}

const CHUNK_CHARACTERS = 64 * 1024

/** In pieces, so that the request's other neighbours get their turns. */
async function* toChunks(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += CHUNK_CHARACTERS)
    yield bytes.subarray(start, start + CHUNK_CHARACTERS)
}
