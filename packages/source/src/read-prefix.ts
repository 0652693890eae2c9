import { parseS3Url } from '@earmark/storage'
import { createObjectFilter, type ObjectFilter } from './create-object-filter.js'
import { keepAudio } from './keep-audio.js'
import type { SourceDeps } from './source-deps.js'
import type { SourcePage } from './source-page.js'

/**
 * The objects under a prefix that the filter lets through, and without `include` only what is audio by its extension or,
 * where that does not tell, by its type. The cursor is the last key listed.
 */
export async function* readPrefix(
  { storage }: SourceDeps,
  source: ObjectFilter & { prefix: string },
  { cursor, signal }: { cursor: string | null; signal: AbortSignal },
): AsyncGenerator<SourcePage> {
  const { bucket, key: prefix } = parseS3Url(source.prefix)
  const isMeant = createObjectFilter(source)
  const pages = storage.listObjects({
    bucket,
    prefix,
    ...(cursor !== null && { startAfter: cursor }),
    signal,
  })
  for await (const page of pages) {
    const last = page.at(-1)
    if (!last) continue
    const meant = page.filter(isMeant)
    const audio = source.include ? meant : await keepAudio({ storage }, bucket, meant, signal)
    const found = audio.map(({ key, etag, size }) => ({ bucket, key, etag, versionId: null, size }))
    yield { found, leftOut: meant.length - audio.length, cursor: last.key }
  }
}
