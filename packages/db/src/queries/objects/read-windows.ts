import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { countHalfvec, readHalfvec } from '../../from-halfvec.js'

export interface Windows {
  indexes: number[]
  starts: number[]
  ends: number[]
  /** [windows × dimensions], row by row. */
  embeddings: Float32Array
}

interface Row extends Record<string, unknown> {
  index: number
  startS: number
  endS: number
  embedding: Buffer
}

/**
 * The windows of a hearing with their embeddings, in order.
 *
 * @param startS windows that end there or before are left out
 * @param endS windows that start there or after are left out
 */
export async function readWindows(
  db: Database,
  query: { hearingId: number; startS?: number | undefined; endS?: number | undefined },
): Promise<Windows> {
  const { hearingId, startS = null, endS = null } = query
  const { rows } = await db.execute<Row>(sql`
    select window_index as index, start_s as "startS", end_s as "endS", halfvec_send(embedding) as embedding
    from earmark.embeddings
    where hearing_id = ${hearingId} and end_s > coalesce(${startS}::float8, -1)
      and start_s < coalesce(${endS}::float8, 'infinity')
    order by window_index`)
  const dimensions = rows[0] ? countHalfvec(rows[0].embedding) : 0
  const embeddings = new Float32Array(rows.length * dimensions)
  for (const [n, { embedding }] of rows.entries()) {
    readHalfvec(embedding, embeddings, n * dimensions)
  }
  return {
    indexes: rows.map(({ index }) => index),
    starts: rows.map((row) => row.startS),
    ends: rows.map((row) => row.endS),
    embeddings,
  }
}
