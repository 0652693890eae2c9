export type Playable = {
  id: number
  bucket: string
  key: string
  /** Null where it has not been heard yet. */
  durationS: number | null
  codec: string | null
}

/** What browsers decode themselves and can seek in, as ffmpeg names it. */
const nativeCodecs = new Set([
  'aac',
  'flac',
  'mp3',
  'opus',
  'pcm_s16le',
  'pcm_s24le',
  'pcm_u8',
  'vorbis',
])

/** As much as the API answers as one clip. */
const CLIP_S = 60

/**
 * Where the sound comes from: the object itself, which is read in ranges, or, of what browsers cannot play, a clip that the
 * API transcodes.
 */
export function sourceOf(
  { id, codec, durationS }: Playable,
  atS: number,
): { url: string; startS: number; endS: number } {
  const url = `/v1/objects/${id}/audio`
  if (codec === null || nativeCodecs.has(codec)) {
    return { url, startS: 0, endS: Number.POSITIVE_INFINITY }
  }
  const startS = Math.floor(atS)
  const endS = Math.min(startS + CLIP_S, durationS ?? Number.POSITIVE_INFINITY)
  return { url: `${url}?startS=${startS}&endS=${endS}&as=wav`, startS, endS }
}
