import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { toVector } from '../../to-vector.js'

export interface ComparedWindows {
  indexes: number[]
  starts: number[]
  ends: number[]
  /** [windows × vectors], row by row. */
  similarities: Float32Array
}

/** pgvector's binary form: 2 bytes of dimensions, 2 unused, then float32s, big-endian. */
const HEADER_BYTES = 4

interface Row extends Record<string, unknown> {
  index: number
  startS: number
  endS: number
  similarities: Buffer
}

/**
 * The cosines of each window of a hearing with some vectors.
 *
 * @param vectors up to 16,000, the longest vector that pgvector has
 * @param startS windows that end there or before are left out
 * @param endS windows that start there or after are left out
 */
export async function compareWindows(
  db: Database,
  query: {
    hearingId: number
    vectors: readonly Float32Array[]
    startS?: number | undefined
    endS?: number | undefined
  },
): Promise<ComparedWindows> {
  const { hearingId, vectors, startS = null, endS = null } = query
  // One row a window, its cosines in one value: a row for each of them would take longer than computing it.
  const { rows } = await db.execute<Row>(sql`
    with vectors as materialized (
      select array_agg(vector::vector order by place) as list
      from unnest(${sql.param(vectors.map(toVector))}::text[]) with ordinality as v (vector, place)
    )
    select e.window_index as index, e.start_s as "startS", e.end_s as "endS", vector_send(s.similarities) as similarities
    from (
      select window_index, start_s, end_s, embedding::vector as embedding from earmark.embeddings
      where hearing_id = ${hearingId} and end_s > coalesce(${startS}::float8, -1)
        and start_s < coalesce(${endS}::float8, 'infinity')
      offset 0
    ) e
    cross join lateral (
      select array_agg(1 - (e.embedding <=> v.vector) order by v.place)::vector as similarities
      from vectors, unnest(vectors.list) with ordinality as v (vector, place)
    ) s
    order by e.window_index`)
  const similarities = new Float32Array(rows.length * vectors.length)
  for (const [w, row] of rows.entries()) {
    for (let v = 0; v < vectors.length; v++) {
      similarities[w * vectors.length + v] = row.similarities.readFloatBE(HEADER_BYTES + 4 * v)
    }
  }
  return {
    indexes: rows.map(({ index }) => index),
    starts: rows.map((row) => row.startS),
    ends: rows.map((row) => row.endS),
    similarities,
  }
}
