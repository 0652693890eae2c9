import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { LabelSetReference } from '../label-sets/find-label-set.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'

export interface Watch {
  id: number
  name: string
  source: Record<string, unknown>
  labelSets: LabelSetReference[]
  windowS: number
  hopS: number
  priority: number
  everyS: number | null
  cron: string | null
  timeZone: string | null
  webhookUrl: string | null
  reportTo: string | null
  /** Objects that events have named and no batch has taken up yet. */
  waiting: number
  /** The newest batch that it made. */
  lastBatchId: number | null
  lastRunAt: Date | null
  createdAt: Date
}

type Row = Omit<Watch, 'lastRunAt' | 'createdAt'> & { lastRunAt: string | null; createdAt: string }

async function selectWatches(db: Database, where: SQL, limit: number): Promise<Watch[]> {
  const { rows } = await db.execute<Row>(sql`
    select w.id, w.name, w.source, w.every_s as "everyS", w.cron, w.time_zone as "timeZone", w.last_run_at as "lastRunAt", w.created_at as "createdAt",
      (w.settings->>'windowMs')::float8 / 1000 as "windowS", (w.settings->>'hopMs')::float8 / 1000 as "hopS",
      (w.settings->>'priority')::int as priority, w.settings->'webhook'->>'url' as "webhookUrl",
      w.settings->>'reportTo' as "reportTo",
      (select count(*) from earmark.watch_events e where e.watch_id = w.id and not e.is_taken) as waiting,
      (select max(id) from earmark.batches b where b.watch_id = w.id) as "lastBatchId",
      (select json_agg(json_build_object('id', ls.id, 'name', ls.name, 'version', ls.version, 'template', ls.template)
          order by given.place)
        from jsonb_array_elements_text(w.settings->'labelSetIds') with ordinality as given (id, place)
        join earmark.label_sets ls on ls.id = given.id::bigint) as "labelSets"
    from earmark.watches w where ${where} order by w.id desc limit ${limit}`)
  return rows.map((row) => ({
    ...row,
    lastRunAt: parseOptionalInstant(row.lastRunAt),
    createdAt: parseInstant(row.createdAt),
  }))
}

/** @returns null where there is no watch with this id */
export async function getWatch(db: Database, id: number): Promise<Watch | null> {
  const [watch] = await selectWatches(db, sql`w.id = ${id}`, 1)
  return watch ?? null
}

/** Lists watches, the newest first. @param name only that of this name @param beforeId the last one of the page before */
export async function listWatches(
  db: Database,
  { name, beforeId, limit }: { name?: string; beforeId?: number; limit: number },
): Promise<Watch[]> {
  const isNamed = name === undefined ? sql`true` : sql`w.name = ${name}`
  const isBefore = beforeId === undefined ? sql`true` : sql`w.id < ${beforeId}`
  return selectWatches(db, sql`${isNamed} and ${isBefore}`, limit)
}

/** For somebody who has misspelt one. */
export async function listWatchNames(db: Database): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select name from earmark.watches order by id desc limit 10000`,
  )
  return rows.map(({ name }) => name)
}
