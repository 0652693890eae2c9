import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** What is said of a key, or of all keys that begin so. */
export type MetadataRow = {
  bucket: string
  key: string
  isPrefix: boolean
  /** A field that is null is one that the object has not, whatever a shorter prefix, its key or its tags say. */
  fields: Readonly<Record<string, string | null>>
}

const ROWS_PER_STATEMENT = 5_000
const MAX_EXAMPLES = 10

export type SavedMetadata = {
  /** Keys and prefixes that no object has so far: what was said is kept for those that come. */
  unknown: number
  /** Some of them, as `s3://` addresses are put together from. */
  examples: { bucket: string; key: string; isPrefix: boolean }[]
}

/**
 * Keeps what is said of keys and prefixes, all of it or nothing, and asks for their objects to be derived again: see refreshInfo.
 *
 * @param rows of which none is of the same key as another
 * @param replaces whether what was said before is forgotten, or fields are added to it
 */
export async function saveMetadata(
  db: Database,
  rows: readonly MetadataRow[],
  { replaces }: { replaces: boolean },
): Promise<SavedMetadata> {
  return db.transaction(async (tx) => {
    let unknown = 0
    const examples: SavedMetadata['examples'] = []
    for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
      const part = await savePart(tx, rows.slice(from, from + ROWS_PER_STATEMENT), replaces)
      unknown += part.length
      examples.push(...part.slice(0, MAX_EXAMPLES - examples.length))
    }
    // Objects that are being stored are waited for, so that they are refreshed or have seen this.
    await tx.execute(sql`lock table earmark.recording_rules in exclusive mode`)
    return { unknown, examples }
  })
}

type Address = { bucket: string; key: string; isPrefix: boolean }

/** @returns the keys and prefixes that no object has */
async function savePart(
  tx: Database,
  part: readonly MetadataRow[],
  replaces: boolean,
): Promise<Address[]> {
  const given = sql`unnest(
    ${sql.param(part.map(({ bucket }) => bucket))}::text[], ${sql.param(part.map(({ key }) => key))}::text[],
    ${sql.param(part.map(({ isPrefix }) => isPrefix))}::boolean[],
    ${sql.param(part.map(({ fields }) => JSON.stringify(fields)))}::jsonb[]
  ) as g (bucket, key, is_prefix, fields)`
  await tx.execute(sql`
    insert into earmark.metadata as m (bucket, key, is_prefix, fields)
    select bucket, key, is_prefix, fields from ${given}
    order by bucket collate "C", key collate "C", is_prefix
    on conflict (bucket, key, is_prefix) do update set changed_at = now(), fields = ${replaces ? sql`` : sql`m.fields || `}excluded.fields`)
  await tx.execute(
    sql`insert into earmark.info_refreshes (bucket, key, is_prefix) select bucket, key, is_prefix from ${given}`,
  )
  const { rows } = await tx.execute<Address>(sql`
    select g.bucket, g.key, g.is_prefix as "isPrefix" from ${given}
    where not case when g.is_prefix
      then exists (select from earmark.objects o where o.bucket = g.bucket and o.key ^@ g.key)
      else exists (select from earmark.objects o where o.bucket = g.bucket and o.key = g.key) end`)
  return rows
}
