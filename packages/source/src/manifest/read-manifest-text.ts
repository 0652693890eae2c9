import type { SourceObject } from '../source-page.js'
import { readCsvObjects } from './read-csv.js'
import { readNdjsonObjects } from './read-ndjson.js'
import { toChunks } from './to-chunks.js'

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
