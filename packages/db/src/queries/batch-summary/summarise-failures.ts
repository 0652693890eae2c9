import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface FailureSummary {
  code: string
  objects: number
  /** The first of them. */
  example: { key: string; message: string | null }
}

/** How many of a batch's items failed with which code, of as many as are wanted, the first ones. */
export async function summariseFailures(
  db: Database,
  { batchId, wanted }: { batchId: number; wanted: number },
): Promise<FailureSummary[]> {
  const { rows } = await db.execute<FailureSummary & Record<string, unknown>>(sql`
    select f.code, f.objects, json_build_object('key', i.key, 'message', i.message) as example
    from (
      select coalesce(code, 'UNKNOWN') as code, count(*) as objects, min(seq) as first
      from (
        select code, seq from earmark.items where batch_id = ${batchId} and ended_state = 'failed'
        order by seq limit ${wanted}
      ) failed
      group by 1
    ) f
    join earmark.items i on i.batch_id = ${batchId} and i.seq = f.first
    order by f.objects desc, f.code`)
  return rows
}
