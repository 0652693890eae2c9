import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Gives a lease up, so that the next holder need not wait for it to run out. */
export async function dropLease(
  db: Database,
  lease: { name: string; holder: string },
): Promise<void> {
  await db.execute(
    sql`delete from earmark.leases where name = ${lease.name} and holder = ${lease.holder}`,
  )
}
