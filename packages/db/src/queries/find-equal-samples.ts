import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import type { HeardWindow } from './save-hearings.js'

/** What the model has heard in the very same samples, under whatever key; null where it has not. */
export async function findEqualSamples(
  db: Database,
  work: { samplesSha256: Buffer; modelId: number; windowMs: number; hopMs: number },
): Promise<HeardWindow[] | null> {
  const { rows } = await db.execute<{
    index: number
    startS: number
    endS: number
    embedding: string
  }>(sql`
    select e.window_index as index, e.start_s as "startS", e.end_s as "endS", e.embedding::text as embedding
    from earmark.embeddings e
    where e.hearing_id = (
      select id from earmark.hearings
      where samples_sha256 = ${work.samplesSha256} and model_id = ${work.modelId}
        and window_ms = ${work.windowMs} and hop_ms = ${work.hopMs}
      order by id limit 1
    )
    order by e.window_index`)
  if (rows.length === 0) return null
  return rows.map((row) => ({
    ...row,
    embedding: Float32Array.from(JSON.parse(row.embedding) as number[]),
  }))
}
