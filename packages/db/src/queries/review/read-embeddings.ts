import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { countHalfvec, readHalfvec } from '../../from-halfvec.js'
import type { SampledWindow } from './sample-windows.js'

/** The embeddings of windows, in their order, each [dimensions]. */
export async function readEmbeddings(
  db: Database,
  windows: readonly SampledWindow[],
): Promise<Float32Array[]> {
  const { rows } = await db.execute<{ embedding: Buffer }>(sql`
    select halfvec_send(e.embedding) as embedding
    from unnest(
      ${sql.param(windows.map(({ hearingId }) => hearingId))}::bigint[],
      ${sql.param(windows.map(({ windowIndex }) => windowIndex))}::integer[]
    ) with ordinality as x (hearing_id, window_index, place)
    join earmark.embeddings e on e.hearing_id = x.hearing_id and e.window_index = x.window_index
    order by x.place`)
  return rows.map(({ embedding }) => {
    const vector = new Float32Array(countHalfvec(embedding))
    readHalfvec(embedding, vector, 0)
    return vector
  })
}
