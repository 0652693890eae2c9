export type Playable = {
  id: number
  bucket: string
  key: string
  /** Null where it has not been heard yet. */
  durationS: number | null
  /** As ffmpeg names it; null where it is not known. */
  codec: string | null
}
