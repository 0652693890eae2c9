/**
 * Objects of which ffmpeg finds a second by a few reads: they say where it is, or are searched by halves. In an MP3, an AAC
 * stream or an AMR it counts every frame up to there, which takes a copy on the disk to be quick.
 */
const SEEKABLE = /\.(wav|w64|flac|og[ga]|opus|m4a|mp4|mov|aiff?|aifc|au|caf|web[am]|mk[av]|wma)$/i

/** Bytes from which on an object is read in ranges: below, a copy is as quick, and serves what is asked next. */
const LARGE = 32 * 1024 * 1024

export function isReadInRanges({ key, size }: { key: string; size: number }): boolean {
  return size > LARGE && SEEKABLE.test(key)
}
