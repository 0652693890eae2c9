import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type RecordingCounts = {
  objects: number
  byKey: number
  byTags: number
  impossible: number
  unknown: number
  /** Some of the impossible and the unknown, the impossible first. */
  examples: { bucket: string; key: string }[]
}

const MAX_EXAMPLES = 5

/** Of how many objects it is known when they were recorded, below an address or in all. */
export async function countRecordings(
  db: Database,
  { bucket, keyPrefix = '' }: { bucket?: string; keyPrefix?: string },
): Promise<RecordingCounts> {
  const where =
    bucket === undefined ? sql`true` : sql`o.bucket = ${bucket} and o.key ^@ ${keyPrefix}`
  const some = (condition: ReturnType<typeof sql>) => sql`
    (select o.bucket, o.key from earmark.objects o where ${where} and ${condition} limit ${MAX_EXAMPLES})`
  const { rows } = await db.execute<Omit<RecordingCounts, 'examples'>>(sql`
    select count(*) as objects, count(*) filter (where o.recorded_by = 'key') as "byKey",
      count(*) filter (where o.recorded_by = 'tags') as "byTags",
      count(*) filter (where o.recorded_by = 'impossible') as impossible,
      count(*) filter (where o.recorded_by is null) as unknown
    from earmark.objects o where ${where}`)
  const { rows: examples } = await db.execute<{ bucket: string; key: string }>(sql`
    ${some(sql`o.recorded_by = 'impossible'`)} union all ${some(sql`o.recorded_by is null`)} limit ${MAX_EXAMPLES}`)
  return { ...rows[0]!, examples }
}
