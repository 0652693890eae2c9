import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** The names that lists can be narrowed to. */
export type NameFilter = {
  /** A label's exact words, in whichever label set. */
  label?: string | undefined
  labelSet?: string | undefined
  labelSetVersion?: number | undefined
}

/** A name that nothing has, and the names that there are in its place. */
export type UnknownName = {
  field: keyof NameFilter
  value: string | number
  /** What it is no name of. */
  what: string
  /** Where it was looked for, such as ` in label set "sounds"`; empty where everywhere. */
  where: string
  names: string[]
}

/** Enough to find what was meant, in however large an archive. */
const MAX_NAMES = 10_000

/** The first name of a filter that nothing has; null where all exist. */
export async function findUnknownName(
  db: Database,
  { label, labelSet, labelSetVersion: version }: NameFilter,
): Promise<UnknownName | null> {
  const isNamed = labelSet === undefined ? sql`true` : sql`ls.name = ${labelSet}`
  const isOfVersion = version === undefined ? sql`true` : sql`ls.version = ${version}`
  if (labelSet !== undefined && !(await exists(db, sql`earmark.label_sets ls where ${isNamed}`))) {
    const names = await listNames(db, sql`ls.name from earmark.label_sets ls`)
    return { field: 'labelSet', value: labelSet, what: 'label set', where: '', names }
  }
  const sets = sql`earmark.label_sets ls where ${isNamed} and ${isOfVersion}`
  const reference = version === undefined ? labelSet : `${labelSet}@${version}`
  const where = labelSet === undefined ? '' : ` in label set ${JSON.stringify(reference)}`
  if (version !== undefined && !(await exists(db, sets))) {
    if (labelSet === undefined) {
      return {
        field: 'labelSetVersion',
        value: version,
        what: 'label set of version',
        where: '',
        names: [],
      }
    }
    const names = await listNames(
      db,
      sql`ls.name || '@' || ls.version from earmark.label_sets ls where ${isNamed}`,
    )
    const value = `${labelSet}@${version}`
    return { field: 'labelSet', value, what: 'label set', where: '', names }
  }
  if (label === undefined) return null
  const labels = sql`earmark.labels l join earmark.label_sets ls on ls.id = l.label_set_id
    where ${isNamed} and ${isOfVersion}`
  if (await exists(db, sql`${labels} and l.name = ${label}`)) return null
  const names = await listNames(db, sql`l.name from ${labels}`)
  return { field: 'label', value: label, what: 'label', where, names }
}

async function exists(db: Database, rows: SQL): Promise<boolean> {
  const found = await db.execute<{ exists: boolean }>(sql`select exists (select from ${rows})`)
  return found.rows[0]!.exists
}

async function listNames(db: Database, names: SQL): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select distinct n.name from (select ${names}) n (name) limit ${MAX_NAMES}`,
  )
  return rows.map(({ name }) => name)
}
