import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'

export interface LabelSetSummary {
  id: number
  name: string
  version: number
  template: string
  labelCount: number
  createdAt: Date
}

/**
 * Lists label sets, all versions, the newest first.
 *
 * @param name only this one's versions
 * @param beforeId only those with a smaller id: the last one of the page before
 */
export async function listLabelSets(
  db: Database,
  { name, beforeId, limit }: { name?: string; beforeId?: number; limit: number },
): Promise<LabelSetSummary[]> {
  const { rows } = await db.execute<{
    id: number
    name: string
    version: number
    template: string
    label_count: number
    created_at: string
  }>(sql`
    select s.id, s.name, s.version, s.template, s.created_at,
      (select count(*) from earmark.labels l where l.label_set_id = s.id) as label_count
    from earmark.label_sets s
    where true ${name === undefined ? sql`` : sql`and s.name = ${name}`}
      ${beforeId === undefined ? sql`` : sql`and s.id < ${beforeId}`}
    order by s.id desc limit ${limit}`)
  return rows.map(({ label_count, created_at, ...row }) => ({
    ...row,
    labelCount: label_count,
    createdAt: parseInstant(created_at),
  }))
}
