import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface LabelSetReference {
  id: number
  name: string
  version: number
  template: string
}

/** By id, or by name: then the newest version unless one is asked for. */
export type LabelSetQuery = { id: number } | { name: string; version?: number | undefined }

/** @returns null where there is no such label set */
export async function findLabelSet(
  db: Database,
  query: LabelSetQuery,
): Promise<LabelSetReference | null> {
  const condition =
    'id' in query
      ? sql`id = ${query.id}`
      : query.version === undefined
        ? sql`name = ${query.name}`
        : sql`name = ${query.name} and version = ${query.version}`
  const { rows } = await db.execute<{
    id: number
    name: string
    version: number
    template: string
  }>(sql`
    select id, name, version, template from earmark.label_sets
    where ${condition} order by version desc limit 1`)
  return rows[0] ?? null
}
