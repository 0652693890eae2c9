import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'

export type FoundObject = {
  bucket: string
  key: string
  etag: string | null
  versionId?: string | null
  size: number | null
}

/**
 * Commits one page of a scan: its items together with the scan's new place, so that a scan that dies goes
 * on behind its last page. A scan that is not at `expectedCursor` any more (a second scanner, a cancelled
 * batch) adds nothing.
 *
 * @returns whether the page was taken
 */
export async function addItems(
  db: Database,
  page: {
    batchId: number
    found: FoundObject[]
    /** Objects of the page that are no audio. */
    leftOut?: number
    expectedCursor: string | null
    cursor: string
  },
): Promise<boolean> {
  const { batchId, found, leftOut = 0, expectedCursor, cursor } = page
  const { rows } = await executeOnce(
    db,
    sql`
    with batch as (
      update earmark.batches set items_found = items_found + ${found.length}, left_out = left_out + ${leftOut}, scan_cursor = ${cursor}, code = null, reason = null
      where id = ${batchId} and state = 'scanning' and scan_cursor is not distinct from ${expectedCursor}
      returning items_found - ${found.length} as found_before
    ), added as (
      insert into earmark.items (batch_id, seq, bucket, key, etag, version_id, size)
      select ${batchId}, batch.found_before + object.place, object.bucket, object.key, object.etag, object.version_id, object.size
      from batch, unnest(
        ${sql.param(found.map((object) => object.bucket))}::text[],
        ${sql.param(found.map((object) => object.key))}::text[],
        ${sql.param(found.map((object) => object.etag))}::text[],
        ${sql.param(found.map((object) => object.versionId ?? null))}::text[],
        ${sql.param(found.map((object) => object.size))}::bigint[]
      ) with ordinality as object (bucket, key, etag, version_id, size, place)
    )
    select 1 from batch`,
  )
  return rows.length === 1
}
