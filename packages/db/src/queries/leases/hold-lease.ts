import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/**
 * Takes or renews a named lease. A row and the database's clock decide, not an advisory lock: the embedded
 * Postgres has one session for all of its clients.
 *
 * @returns whether the holder has it now
 */
export async function holdLease(
  db: Database,
  lease: { name: string; holder: string; leaseMs: number },
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    insert into earmark.leases as l (name, holder, until)
    values (${lease.name}, ${lease.holder}, now() + make_interval(secs => ${lease.leaseMs / 1000}))
    on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where l.holder = excluded.holder or l.until < now()
    returning 1`)
  return rows.length === 1
}
