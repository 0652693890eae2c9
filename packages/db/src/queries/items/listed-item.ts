import { type SQL, sql } from 'drizzle-orm'

/** An object that a batch is to have an item of, with what is known of it. */
export type ListedItem = {
  bucket: string
  key: string
  etag?: string | null
  versionId?: string | null
  /** Bytes. */
  size?: number | null
}

/** Items as a row each, in their order: bucket, key, etag, version_id, size and place, from 1, to be named after it. */
export function rowsOf(items: readonly ListedItem[]): SQL {
  return sql`unnest(
    ${sql.param(items.map((item) => item.bucket))}::text[],
    ${sql.param(items.map((item) => item.key))}::text[],
    ${sql.param(items.map((item) => item.etag ?? null))}::text[],
    ${sql.param(items.map((item) => item.versionId ?? null))}::text[],
    ${sql.param(items.map((item) => item.size ?? null))}::bigint[]
  ) with ordinality as item (bucket, key, etag, version_id, size, place)`
}
