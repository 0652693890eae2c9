import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'
import { type ListedItem, rowsOf } from './listed-item.js'

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
    found: readonly ListedItem[]
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
      select ${batchId}, batch.found_before + item.place, item.bucket, item.key, item.etag, item.version_id, item.size
      from batch, ${rowsOf(found)}
    )
    select 1 from batch`,
  )
  return rows.length === 1
}
