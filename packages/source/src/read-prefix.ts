import { EarmarkError } from '@earmark/core'
import { parseS3Url } from '@earmark/storage'
import { createObjectFilter, type ObjectFilter } from './create-object-filter.js'
import { isAudioByType, judgeName } from './judge-audio.js'
import type { SourceDeps } from './source-deps.js'
import type { SourcePage } from './source-page.js'

/** Requests for the types of objects whose names do not tell. */
const HEADS_AT_ONCE = 16

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

async function keepAudio<T extends { key: string }>(
  { storage }: SourceDeps,
  bucket: string,
  objects: T[],
  signal: AbortSignal,
): Promise<T[]> {
  const isKept = objects.map(({ key }) => judgeName(key) === 'audio')
  const unknown = objects.flatMap(({ key }, place) =>
    judgeName(key) === 'unknown' ? [{ key, place }] : [],
  )
  for (let start = 0; start < unknown.length; start += HEADS_AT_ONCE) {
    await Promise.all(
      unknown.slice(start, start + HEADS_AT_ONCE).map(async ({ key, place }) => {
        isKept[place] = await isAudio({ storage }, { bucket, key, signal })
      }),
    )
  }
  return objects.filter((_, place) => isKept[place])
}

async function isAudio(
  { storage }: SourceDeps,
  object: { bucket: string; key: string; signal: AbortSignal },
): Promise<boolean> {
  try {
    return isAudioByType(object.key, (await storage.headObject(object)).contentType)
  } catch (error) {
    // Gone meanwhile, or not to be read: the worker that opens it says so. Everything else interrupts the scan.
    const isItsOwn =
      error instanceof EarmarkError && ['OBJECT_NOT_FOUND', 'ACCESS_DENIED'].includes(error.code)
    if (isItsOwn) return true
    throw error
  }
}
