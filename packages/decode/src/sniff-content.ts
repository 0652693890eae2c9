/** Content that can't be audio. ffmpeg refuses it too, but doesn't say what it is. */
export type ForeignContent = 'empty' | 'playlist' | 'image'

const PLAYLIST =
  /^(#EXTM3U|ffconcat version|\[playlist\]|<\?xml|<(MPD|smil|asx|playlist)\b|;FFMETADATA|\w+:\/\/)/i

const IMAGE = [
  /^\x89PNG\r\n/,
  /^\xff\xd8\xff/, // JPEG
  /^GIF8[79]a/,
  /^RIFF[\s\S]{4}WEBP/,
  /^(II\*\0|MM\0\*)/, // TIFF
  /^BM[\s\S]{4}\0{4}/, // Windows bitmap
  /^[\s\S]{4}ftyp(avif|avis|heic|heix|mif1)/,
]

/** Says what a file is that can't be audio, by its first bytes (64 are plenty); null for all others. */
export function sniffContent(firstBytes: Uint8Array): ForeignContent | null {
  if (firstBytes.length === 0) return 'empty'
  const text = Buffer.from(firstBytes).toString('latin1')
  if (PLAYLIST.test(text.replace(/^(\xef\xbb\xbf)?\s*/, ''))) return 'playlist'
  return IMAGE.some((signature) => signature.test(text)) ? 'image' : null
}
