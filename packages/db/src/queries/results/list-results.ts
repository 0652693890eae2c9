import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'
import { filtersRecordings, type RecordingFilter } from '../recordings/recording-filter.js'
import { filtersObjects, objectConditions, passing } from '../review/review-filter.js'

export interface Result {
  objectId: number
  bucket: string
  key: string
  label: string
  labelSet: string
  labelSetVersion: number
  /** Means over the object's windows. */
  probability: number
  similarity: number | null
  /** The window that speaks most for the label. */
  peakProbability: number
  peakStartS: number
  peakEndS: number
  durationS: number | null
  windows: number
  model: string
  modelRevision: string
  heardAt: Date
}

/** The last row of the page before, in the order of results. */
export interface ResultPosition {
  probability: number
  hearingId: number
  labelId: number
}

export interface ResultFilter extends RecordingFilter {
  /** The label's exact name, in whichever label set. */
  label?: string
  minProbability?: number
  bucket?: string
  keyPrefix?: string
  /** Only what this batch found: its label sets on its objects. */
  batchId?: number
  labelSet?: string
  labelSetVersion?: number
}

interface ResultRow extends Record<string, unknown> {
  hearing_id: number
  label_id: number
  result: Omit<Result, 'heardAt'> & { heardAt: string }
}

/**
 * Of so many hearings, given how many there are in all, reading each costs what walking a label's index costs: among `all`, a page of
 * `few` is found after page · all / few entries, each of which takes about twice as long as reading one.
 */
const fewHearings = (page: number) => sql`(
  select ceil(sqrt(2 * ${page}::float8 * greatest(reltuples, 1)))::bigint from pg_class where oid = 'earmark.hearings'::regclass)`

/**
 * Lists clip-level scores, the most probable first. Each label's rows come from its index in this order already and
 * are merged, so a page costs the same wherever it is. Where a prefix, a batch, a time or a place leaves few objects, the index would be
 * walked in vain for long: then their rows are read and sorted.
 *
 * @returns the page, and the position to go on from where there may be more
 */
export async function listResults(
  db: Database,
  { filter, after, limit }: { filter: ResultFilter; after?: ResultPosition; limit: number },
): Promise<{ items: Result[]; next: ResultPosition | null }> {
  const hearingIds = await findFewHearings(db, filter, limit + 1)
  const page = hearingIds
    ? selectAmong(hearingIds, { filter, after, limit })
    : selectByLabel({ filter, after, limit })
  const { rows } = await db.execute<ResultRow>(sql`
    with page as (${page})
    select page.hearing_id, page.label_id, json_build_object(
      'objectId', r.object_id, 'bucket', r.bucket, 'key', r.key, 'label', r.label,
      'labelSet', r.label_set, 'labelSetVersion', r.label_set_version,
      'probability', r.probability, 'similarity', r.similarity, 'peakProbability', r.peak_probability,
      'peakStartS', r.peak_start_s, 'peakEndS', r.peak_end_s, 'durationS', r.duration_s, 'windows', r.windows,
      'model', r.model, 'modelRevision', r.model_revision, 'heardAt', r.heard_at) as result
    from page join earmark.results r on r.hearing_id = page.hearing_id and r.label_id = page.label_id
    order by page.probability desc, page.hearing_id desc, page.label_id desc`)
  const items = rows
    .slice(0, limit)
    .map(({ result }) => ({ ...result, heardAt: parseInstant(result.heardAt) }))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  if (!last) return { items, next: null }
  return {
    items,
    next: {
      probability: last.result.probability,
      hearingId: last.hearing_id,
      labelId: last.label_id,
    },
  }
}

type Page = { filter: ResultFilter; after: ResultPosition | undefined; limit: number }

function selectByLabel({ filter, after, limit }: Page): SQL {
  // Planners do not know which label is asked for, and would read all of one that is larger than most.
  const isFiltered = filter.batchId !== undefined || filtersObjects(filter)
  const passingFilter = isFiltered ? passing(sql`c.hearing_id`, null, filter) : sql``
  return sql`
      select c.hearing_id, c.label_id, c.probability
      from earmark.labels l
      join earmark.label_sets ls on ls.id = l.label_set_id
      cross join lateral (
        select c.hearing_id, c.label_id, c.probability
        from earmark.classifications c ${passingFilter}
        where ${all(['c.label_id = l.id', ...classificationConditions(filter, after)])}
        order by c.probability desc, c.hearing_id desc
        limit ${limit + 1}
      ) c
      where ${all(labelConditions(filter))}
      order by c.probability desc, c.hearing_id desc, c.label_id desc
      limit ${limit + 1}`
}

function selectAmong(hearingIds: readonly number[], { filter, after, limit }: Page): SQL {
  const labels = labelConditions(filter)
  const conditions = classificationConditions(filter, after)
  if (labels.length > 0) {
    conditions.push(sql`c.label_id = any (array(
      select l.id from earmark.labels l join earmark.label_sets ls on ls.id = l.label_set_id where ${all(labels)}))`)
  }
  // The offset keeps the planner from walking a whole label for a few objects.
  return sql`
      select c.hearing_id, c.label_id, c.probability
      from unnest(${sql.param(hearingIds)}::bigint[]) as h (id)
      cross join lateral (
        select c.hearing_id, c.label_id, c.probability from earmark.classifications c
        where ${all(['c.hearing_id = h.id', ...conditions])} offset 0
      ) c
      order by c.probability desc, c.hearing_id desc, c.label_id desc
      limit ${limit + 1}`
}

/** @returns null where the filter leaves many hearings, or says nothing of objects */
async function findFewHearings(
  db: Database,
  filter: ResultFilter,
  page: number,
): Promise<number[] | null> {
  const { batchId } = filter
  const isNarrowed = filter.keyPrefix || filtersRecordings(filter)
  if (!isNarrowed && batchId === undefined) return null
  const batch = sql`
    select i.hearing_id as id from earmark.items i
    where i.batch_id = ${batchId} and i.hearing_id is not null`
  const objects = sql`
    select h.id from earmark.objects o
    cross join lateral (select h.id from earmark.hearings h where h.object_id = o.id offset 0) h
    where ${objectConditions(filter)}`
  const few = async (query: SQL) => {
    const { rows } = await db.execute<{ ids: number[] }>(
      sql`select coalesce(array_agg(distinct id), '{}') as ids from (${query} limit ${fewHearings(page)} + 1) h
        having count(*) <= ${fewHearings(page)}`,
    )
    return rows[0]?.ids ?? null
  }
  const below = isNarrowed ? await few(objects) : null
  if (batchId === undefined) return below
  if (below === null) {
    // Where the batch is small, its objects may still have to be below a prefix.
    const inBatch = await few(batch)
    return inBatch && filtersObjects(filter) ? keepInScope(db, inBatch, filter) : inBatch
  }
  return keepInScope(db, below, { batchId })
}

/** Of these hearings, those that the rest of the filter lets through. */
async function keepInScope(
  db: Database,
  hearingIds: readonly number[],
  filter: ResultFilter,
): Promise<number[]> {
  const conditions = [objectConditions(filter)]
  if (filter.batchId !== undefined) {
    conditions.push(sql`exists (
      select from earmark.items i where i.hearing_id = h.id and i.batch_id = ${filter.batchId})`)
  }
  const { rows } = await db.execute<{ ids: number[] }>(sql`
    select coalesce(array_agg(h.id), '{}') as ids
    from unnest(${sql.param(hearingIds)}::bigint[]) as given (id)
    join earmark.hearings h on h.id = given.id
    join earmark.objects o on o.id = h.object_id
    where ${all(conditions)}`)
  return rows[0]!.ids
}

function classificationConditions(filter: ResultFilter, after: ResultPosition | undefined): SQL[] {
  const conditions: SQL[] = []
  // Probabilities are float4: compared as such, 0.9 means the 0.9 that is stored. (Rounded here, because Postgres
  // refuses numbers that are too small for one.)
  if (filter.minProbability !== undefined) {
    conditions.push(sql`c.probability >= ${Math.fround(filter.minProbability)}::real`)
  }
  if (after) {
    conditions.push(sql`(c.probability, c.hearing_id, c.label_id)
      < (${Math.fround(after.probability)}::real, ${after.hearingId}::bigint, ${after.labelId}::bigint)`)
  }
  return conditions
}

function labelConditions(filter: ResultFilter): SQL[] {
  const conditions: SQL[] = []
  if (filter.label !== undefined) conditions.push(sql`l.name = ${filter.label}`)
  if (filter.labelSet !== undefined) conditions.push(sql`ls.name = ${filter.labelSet}`)
  if (filter.labelSetVersion !== undefined) {
    conditions.push(sql`ls.version = ${filter.labelSetVersion}`)
  }
  if (filter.batchId !== undefined) {
    conditions.push(sql`exists (select from earmark.batch_label_sets b
      where b.label_set_id = ls.id and b.batch_id = ${filter.batchId})`)
  }
  return conditions
}

function all(conditions: (SQL | string)[]): SQL {
  const parts = conditions.map((part) => (typeof part === 'string' ? sql.raw(part) : part))
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}
