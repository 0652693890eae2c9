import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Objects of a transaction. */
const OBJECTS_PER_PAGE = 2_000
/** Keys of a transaction: each may have several objects. */
const KEYS_PER_PAGE = 1_000

/**
 * Derives again when and where objects were recorded, as far as rules and metadata changed since. What is left to do is a
 * table: one page of it is one transaction, so that whoever stops, someone else goes on.
 *
 * @param until stops before the next page where it says so
 * @returns whether something is left, or is being done by somebody else
 */
export async function refreshInfo(db: Database, until: () => boolean): Promise<boolean> {
  while (!until()) {
    const hasWorked = (await refreshKeys(db)) || (await refreshPrefix(db))
    if (!hasWorked) break
  }
  const { rows } = await db.execute<{ isLeft: boolean }>(
    sql`select exists (select from earmark.info_refreshes) as "isLeft"`,
  )
  return rows[0]!.isLeft
}

async function refreshKeys(db: Database): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ bucket: string; key: string }>(sql`
      delete from earmark.info_refreshes where id = any (array(
        select id from earmark.info_refreshes where not is_prefix order by id limit ${KEYS_PER_PAGE} for update skip locked
      )) returning bucket, key`)
    if (rows.length === 0) return false
    const { rows: objects } = await tx.execute<{ id: number }>(sql`
      select o.id from unnest(
        ${sql.param(rows.map(({ bucket }) => bucket))}::text[], ${sql.param(rows.map(({ key }) => key))}::text[]
      ) as g (bucket, key) join earmark.objects o on o.bucket = g.bucket and o.key = g.key`)
    await deriveAgain(
      tx,
      objects.map(({ id }) => id),
    )
    return true
  })
}

async function refreshPrefix(db: Database): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<Refresh>(sql`
      select id, bucket, key, after_id as "afterId" from earmark.info_refreshes where is_prefix
      order by id limit 1 for update skip locked`)
    const refresh = rows[0]
    if (!refresh) return false
    const { id, bucket, key, afterId } = refresh
    const inBucket = bucket === '' ? sql`true` : sql`o.bucket = ${bucket} and o.key ^@ ${key}`
    const { rows: objects } = await tx.execute<{ id: number }>(sql`
      select o.id from earmark.objects o where ${inBucket} and o.id > ${afterId}
      order by o.id limit ${OBJECTS_PER_PAGE}`)
    const ids = objects.map((object) => object.id)
    await deriveAgain(tx, ids)
    await (ids.length < OBJECTS_PER_PAGE
      ? tx.execute(sql`delete from earmark.info_refreshes where id = ${id}`)
      : tx.execute(
          sql`update earmark.info_refreshes set after_id = ${ids.at(-1)!} where id = ${id}`,
        ))
    return true
  })
}

type Refresh = { id: number; bucket: string; key: string; afterId: number } & Record<
  string,
  unknown
>

/** Writes only what has changed. Rows are locked in the order of their keys, as workers write them. */
async function deriveAgain(tx: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(sql`lock table earmark.recording_rules in row share mode`)
  await tx.execute(sql`
    select from earmark.objects o where o.id = any (${sql.param(ids)}::bigint[])
    order by o.bucket, o.key, o.etag, o.version_id for no key update`)
  await tx.execute(sql`
    update earmark.objects o set recorded_at = d.recorded_at, recorded_by = d.recorded_by, info = d.info
    from earmark.objects was cross join lateral earmark.describe_object(was.bucket, was.key, was.file_tags) d
    where was.id = any (${sql.param(ids)}::bigint[]) and o.id = was.id
      and (o.recorded_at, o.recorded_by, o.info) is distinct from (d.recorded_at, d.recorded_by, d.info)`)
}
