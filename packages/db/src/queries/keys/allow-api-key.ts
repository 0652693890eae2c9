import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { KeyScope } from './key-scopes.js'

/** Lets a key do more than before, within 10 s; what it may already, it may still. */
export async function allowApiKey(
  db: Database,
  { id, scopes }: { id: number; scopes: readonly KeyScope[] },
): Promise<void> {
  await db.execute(sql`
    update earmark.api_keys
    set scopes = array(select distinct unnest(scopes || ${sql.param(scopes)}::text[]) order by 1)
    where id = ${id} and not scopes @> ${sql.param(scopes)}::text[]`)
}
