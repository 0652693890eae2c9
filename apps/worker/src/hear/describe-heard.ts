import type { HeardObject, TakenItem } from '@earmark/db'
import type { AudioInfo } from '@earmark/decode'
import type { ObjectHead } from '@earmark/storage'

/** All that is kept of an object that has been heard. */
export function describeHeard(
  item: TakenItem,
  { etag, size, lastModified }: ObjectHead,
  { codec, sampleRate, channels, heardChannel, durationS, tags }: AudioInfo,
  windows: HeardObject['windows'],
  kept: Partial<Pick<HeardObject, 'samplesSha256' | 'overview'>> = {},
): HeardObject {
  const { bucket, key, versionId } = item
  const object = { bucket, key, etag, versionId, size, lastModified }
  const audio = { durationS, sampleRate, channels, heardChannel, codec, fileTags: tags }
  return { ...object, ...audio, samplesSha256: null, overview: null, ...kept, windows }
}
