import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { getWorkforce, type Workforce } from '../workers/get-workforce.js'
import { countFailures } from './count-failures.js'
import { countHeardByDay } from './count-heard-by-day.js'
import { countHeardByModel, type ModelFigures } from './count-heard-by-model.js'
import { countTopLabels, type LabelFigures } from './count-top-labels.js'
import { sampleTable } from './sample-table.js'

export interface Stats {
  objects: number
  audioS: number
  windows: number
  bytes: number
  /** Whether a large archive was sampled. */
  isEstimate: boolean
  models: ModelFigures[]
  labels: LabelFigures[]
  days: { day: string; objects: number }[]
  failures: { code: string; objects: number }[]
  workers: Workforce
  /** Batches under way. */
  running: number
}

/** 16 MiB: some 100,000 objects or hearings. */
const MAX_PAGES = 2_000
/** Each hearing has many scores: some 10,000 hearings. */
const MAX_SCORED_SHARE = 1 / 10

/**
 * The archive in figures, at a cost that does not grow with it.
 *
 * @param maxPages larger tables are sampled
 */
export async function getStats(db: Database, { maxPages = MAX_PAGES } = {}): Promise<Stats> {
  const objects = await sampleTable(db, 'objects', maxPages)
  const hearings = await sampleTable(db, 'hearings', maxPages)
  const scored = await sampleTable(db, 'hearings', Math.ceil(maxPages * MAX_SCORED_SHARE))
  const { rows } = await db.execute<{ objects: number; audioS: number; bytes: number }>(sql`
    select round(count(*) * ${objects.scale}::float8)::bigint as objects,
      coalesce(sum(duration_s), 0) * ${objects.scale}::float8 as "audioS",
      round(coalesce(sum(size), 0)::float8 * ${objects.scale}::float8)::bigint as bytes
    from earmark.objects ${objects.clause}`)
  const { rows: active } = await db.execute<{ running: number }>(sql`
    select count(*) as running from earmark.batches where state in ('scanning', 'running', 'cancelling')`)
  const models = await countHeardByModel(db, hearings)
  const { failures, isPart } = await countFailures(db)
  return {
    ...(rows[0] ?? { objects: 0, audioS: 0, bytes: 0 }),
    windows: models.reduce((sum, { windows }) => sum + windows, 0),
    isEstimate: objects.isPart || hearings.isPart || scored.isPart || isPart,
    models,
    labels: await countTopLabels(db, scored),
    days: await countHeardByDay(db, hearings),
    failures,
    workers: await getWorkforce(db),
    running: active[0]?.running ?? 0,
  }
}
