import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'

export interface Model {
  id: number
  name: string
  revision: string
  dtype: string
  /** clap takes any words; classifier has labels of its own. */
  kind: 'clap' | 'classifier'
  /** Hz */
  sampleRate: number
  windowS: number
  createdAt: Date
}

/** Lists the models that workers and the API have registered, the newest first, with how many hearings each has made. */
export async function listModels(db: Database): Promise<(Model & { hearings: number })[]> {
  const { rows } = await db.execute<ModelRow & { hearings: number }>(sql`
    select ${columns}, coalesce(h.hearings, 0) as hearings
    from earmark.models m
    left join (select model_id, count(*) as hearings from earmark.hearings group by model_id) h on h.model_id = m.id
    order by m.id desc`)
  return rows.map((row) => ({ ...row, createdAt: parseInstant(row.createdAt) }))
}

/** By id, or by name: then the newest of that name, unless a revision is asked for. */
export type ModelQuery = { id: number } | { name: string; revision?: string | undefined }

/** @returns null where there is no such model */
export async function findModel(db: Database, query: ModelQuery): Promise<Model | null> {
  const condition =
    'id' in query
      ? sql`m.id = ${query.id}`
      : query.revision === undefined
        ? sql`m.name = ${query.name}`
        : sql`m.name = ${query.name} and m.revision = ${query.revision}`
  const { rows } = await db.execute<ModelRow>(sql`
    select ${columns} from earmark.models m where ${condition} order by m.id desc limit 1`)
  const [row] = rows
  return row ? { ...row, createdAt: parseInstant(row.createdAt) } : null
}

/** Each once, for somebody who has misspelt one. */
export async function listModelNames(db: Database): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select distinct name from earmark.models order by name`,
  )
  return rows.map(({ name }) => name)
}

type ModelRow = Omit<Model, 'createdAt'> & { createdAt: string } & Record<string, unknown>

const columns: SQL = sql`m.id, m.name, m.revision, m.dtype, m.kind, m.sample_rate as "sampleRate",
  m.window_s as "windowS", m.created_at as "createdAt"`
