import { EarmarkError } from '@earmark/core'
import { isAudioByType, judgeName } from './judge-audio.js'
import type { SourceDeps } from './source-deps.js'

/** Requests for the types of objects whose names do not tell. */
const HEADS_AT_ONCE = 16

/**
 * Of objects of one bucket those that are audio by their extension or, where that does not tell, by the type that S3 has for
 * them: what a prefix is tagged for that says nothing of `include`, whether it is listed or its objects are told of.
 *
 * @throws EarmarkError of S3, where it cannot be asked
 */
export async function keepAudio<T extends { key: string }>(
  { storage }: { storage: Pick<SourceDeps['storage'], 'headObject'> },
  bucket: string,
  objects: readonly T[],
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
  { storage }: { storage: Pick<SourceDeps['storage'], 'headObject'> },
  object: { bucket: string; key: string; signal: AbortSignal },
): Promise<boolean> {
  try {
    return isAudioByType(object.key, (await storage.headObject(object)).contentType)
  } catch (error) {
    // Gone meanwhile, or not to be read: the worker that opens it says so. Everything else interrupts who asks.
    const isItsOwn =
      error instanceof EarmarkError && ['OBJECT_NOT_FOUND', 'ACCESS_DENIED'].includes(error.code)
    if (isItsOwn) return true
    throw error
  }
}
