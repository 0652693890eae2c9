import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Which of these objects of a bucket were heard as they are: their ids, by key. */
export async function findListedObjects(
  db: Database,
  bucket: string,
  listed: readonly { key: string; etag: string }[],
): Promise<Map<string, number>> {
  const { rows } = await db.execute<{ key: string; id: number }>(sql`
    select o.key, max(o.id) as id
    from unnest(
      ${sql.param(listed.map(({ key }) => key))}::text[], ${sql.param(listed.map(({ etag }) => etag))}::text[]
    ) as l (key, etag)
    join earmark.objects o on o.bucket = ${bucket} and o.key = l.key and o.etag = l.etag
    group by o.key`)
  return new Map(rows.map(({ key, id }) => [key, id]))
}
