import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ObjectHit, searchObjects } from './search-objects.js'
import type { SearchFilter, SearchMethod } from './search-windows.js'

export interface SimilarQuery {
  objectId: number
  /** Default: the model that heard it last. */
  modelId?: number
  /** Similar to this moment instead of to the object as a whole. */
  windowIndex?: number
  limit: number
  filter?: SearchFilter
}

/**
 * Finds the objects that sound like one: nearest to the mean of its windows, or to one of them. The object itself is
 * not among them.
 *
 * @returns null where the object does not exist, or has not been heard by the model or at that window
 */
export async function findSimilarObjects(
  db: Database,
  { objectId, modelId, windowIndex, limit, filter }: SimilarQuery,
): Promise<{ method: SearchMethod; modelId: number; hits: ObjectHit[] } | null> {
  const { rows } = await db.execute<{ modelId: number; embedding: string }>(sql`
    select h.model_id as "modelId", avg(e.embedding::vector order by e.window_index)::text as embedding
    from (
      select id, model_id from earmark.hearings
      where object_id = ${objectId} ${modelId === undefined ? sql`` : sql`and model_id = ${modelId}`}
      order by heard_at desc, id desc limit 1
    ) h
    join earmark.embeddings e on e.hearing_id = h.id
      ${windowIndex === undefined ? sql`` : sql`and e.window_index = ${windowIndex}`}
    group by h.model_id`)
  const [heard] = rows
  if (!heard) return null
  const found = await searchObjects(db, {
    embedding: Float32Array.from(JSON.parse(heard.embedding) as number[]),
    modelId: heard.modelId,
    limit,
    filter: { ...filter, exceptObjectId: objectId },
  })
  return { ...found, modelId: heard.modelId }
}
