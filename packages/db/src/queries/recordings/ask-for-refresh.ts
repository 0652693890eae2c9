import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Asks for all objects below a prefix to be derived again: see refreshInfo. */
export async function askForRefresh(
  tx: Database,
  { bucket, keyPrefix }: { bucket: string; keyPrefix: string },
): Promise<void> {
  await tx.execute(sql`
    insert into earmark.info_refreshes (bucket, key, is_prefix) values (${bucket}, ${keyPrefix}, true)`)
}
