/** What somebody heard in a recording, and when. */
export type Annotation = {
  /** The recording as the table names it: a path, a key, or a base name. */
  file: string
  /** Whether the table names no file, and its own name stands for it. */
  isByTable: boolean
  startS: number
  /** Infinity where the whole recording is meant. */
  endS: number
  /** Null says of the recording only that somebody listened to it. */
  label: string | null
  /** Where it stands, for people. */
  place: string
}
