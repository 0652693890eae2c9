import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { wakingDispatcher } from '../wake-dispatcher.js'

/** Marks a batch's scan as complete: from now on the number of its items is final. */
export async function finishScan(db: Database, batchId: number): Promise<void> {
  await db.execute(sql`
    with scanned as (
      update earmark.batches set scanned_at = now(), state = 'running', code = null, reason = null
      where id = ${batchId} and state = 'scanning' returning 1
    )
    select ${wakingDispatcher} from scanned`)
}
