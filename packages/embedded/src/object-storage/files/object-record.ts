/** Headers that a client gives an object, kept as they came: `content-type`, `x-amz-meta-…`. */
export type Metadata = Record<string, string>

/** Tags of an object, by their keys. */
export type Tags = Record<string, string>

/** One state of an object, and by which data file it is known. */
export interface Version {
  /** In hex, without quotes; `-N` at its end where it came in N parts. */
  etag: string
  size: number
  /** Their sizes, where it came in parts: with them the ETag can be counted again. */
  parts?: number[]
  /** When the data file was last written, in nanoseconds. */
  mtimeNs: string
  metadata: Metadata
  /** Left out where it has none. */
  tags?: Tags
}

export const KEPT_HEADERS = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
])

/**
 * Writes the file beside an object's data: the headers, as s3rver 3.7.1 wrote them, and what this server adds. The state
 * before is kept in it too. The data file is renamed after it, so a process that is killed in between leaves an old data
 * file beside a new record, which then still describes it.
 */
export function formatRecord(version: Version, before?: Version): string {
  const { metadata, ...known } = version
  return JSON.stringify({ ...metadata, earmark: { ...known, ...(before && { before }) } }, null, 2)
}

/** What a record says; nothing where it was not written to its end, or by hand. */
export function parseRecord(text: string): { metadata: Metadata; versions: Version[] } {
  try {
    const { earmark, ...rest } = JSON.parse(text) as Record<string, unknown>
    const metadata = readMetadata(rest)
    const { before, ...current } = (earmark ?? {}) as Record<string, unknown>
    const versions = [readVersion({ ...current, metadata }), readVersion(before)]
    return { metadata, versions: versions.filter((version) => version !== undefined) }
  } catch {
    return { metadata: {}, versions: [] }
  }
}

function readVersion(value: unknown): Version | undefined {
  const { etag, size, mtimeNs, parts, metadata, tags } = (value ?? {}) as Partial<Version>
  if (!/^[0-9a-f]{32}(-\d{1,5})?$/.test(etag ?? '') || !/^\d{1,20}$/.test(mtimeNs ?? '')) return
  if (!Number.isSafeInteger(size) || !(parts ?? []).every(Number.isSafeInteger)) return
  const known = { etag, size, mtimeNs, metadata: readMetadata(metadata ?? {}) } as Version
  return { ...known, ...(parts && { parts }), ...(areTags(tags) && { tags }) }
}

function areTags(value: unknown): value is Tags {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((text) => typeof text === 'string')
  )
}

function readMetadata(value: object): Metadata {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, text]) =>
        (KEPT_HEADERS.has(name) || /^x-amz-meta-[!-~]+$/.test(name)) &&
        typeof text === 'string' &&
        /^[\t\x20-\x7e\x80-\xff]*$/.test(text),
    ),
  )
}
