/** What a source says of an object; null where it does not say it. */
export type SourceObject = {
  bucket: string
  key: string
  etag: string | null
  versionId: string | null
  /** Bytes. */
  size: number | null
}

export type SourcePage = {
  found: SourceObject[]
  /** Objects that were passed over because they are no audio, by name or by type. */
  leftOut: number
  /** Where to go on behind this page. */
  cursor: string
}
