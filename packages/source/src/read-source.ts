import { readManifest } from './manifest/read-manifest.js'
import { readPrefix } from './read-prefix.js'
import type { SourceDeps } from './source-deps.js'
import type { SourcePage } from './source-page.js'
import type { StoredSource } from './stored-source.js'

/**
 * The objects of a source, page by page and always in the same order, whatever their number with the same memory.
 *
 * @param cursor the last page's that was taken; null to begin
 * @throws EarmarkError of S3, or INVALID_REQUEST naming the line of a manifest that is malformed
 */
export function readSource(
  deps: SourceDeps,
  source: StoredSource,
  place: { cursor: string | null; signal: AbortSignal },
): AsyncGenerator<SourcePage> {
  return 'prefix' in source ? readPrefix(deps, source, place) : readManifest(deps, source, place)
}
