import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { fromHalfvec } from '../../from-halfvec.js'
import { sampleWindows } from '../label-sets/sample-windows.js'

/** A window that stands for the archive. */
export type BackgroundSample = { embedding: Float32Array; objectId: string }

/** Enough to say what the archive sounds like. */
const BACKGROUND_WINDOWS = 1_000

/** Some 1,000 windows that stand for what a model has heard, in an order by chance that is always the same. */
export async function readBackground(db: Database, modelId: number): Promise<BackgroundSample[]> {
  const { rows } = await db.execute<{ objectId: number; embedding: Buffer }>(sql`
    select h.object_id as "objectId", halfvec_send(e.embedding) as embedding
    from ${sampleWindows(modelId, BACKGROUND_WINDOWS)} s
    join earmark.embeddings e on e.hearing_id = s.hearing_id and e.window_index = s.window_index
    join earmark.hearings h on h.id = s.hearing_id
    order by s.place, s.hearing_id, s.window_index`)
  return rows.map(({ objectId, embedding }) => ({
    objectId: String(objectId),
    embedding: fromHalfvec(embedding),
  }))
}
