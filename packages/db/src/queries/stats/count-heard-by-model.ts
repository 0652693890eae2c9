import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { TableSample } from './sample-table.js'

export interface ModelFigures {
  name: string
  revision: string
  objects: number
  windows: number
}

/** What each model has heard, the one with most windows first. */
export async function countHeardByModel(
  db: Database,
  { clause, scale }: TableSample,
): Promise<ModelFigures[]> {
  const { rows } = await db.execute<ModelFigures & Record<string, unknown>>(sql`
    select m.name, m.revision, round(h.objects * ${scale}::float8)::bigint as objects,
      round(h.windows * ${scale}::float8)::bigint as windows
    from (
      select model_id, count(distinct object_id) as objects, sum(windows) as windows
      from earmark.hearings ${clause} group by model_id
    ) h
    join earmark.models m on m.id = h.model_id
    order by h.windows desc, m.id desc`)
  return rows
}
