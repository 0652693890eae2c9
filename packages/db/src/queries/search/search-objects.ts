import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import {
  type SearchMethod,
  searchWindows,
  type WindowHit,
  type WindowQuery,
} from './search-windows.js'

export interface Moment {
  index: number
  startS: number
  endS: number
  similarity: number
}

export interface ObjectHit {
  objectId: number
  hearingId: number
  bucket: string
  key: string
  durationS: number | null
  /** Of its best moment. */
  similarity: number
  /** Its windows nearest to the query, the nearest first. */
  moments: Moment[]
}

/** Neighbouring windows of one object resemble each other, so more windows than objects are asked for. */
const WINDOWS_PER_OBJECT = 4
/** Beyond, an object of thousands of equal windows is not worth waiting for. */
const MAX_WINDOWS = 4_000
const MOMENTS_PER_OBJECT = 3

/**
 * Finds the objects with the windows nearest to a vector, each with its best moments. Says how it searched: see
 * searchWindows.
 *
 * @param query.limit objects
 */
export async function searchObjects(
  db: Database,
  query: WindowQuery,
): Promise<{ method: SearchMethod; hits: ObjectHit[] }> {
  for (let windows = query.limit * WINDOWS_PER_OBJECT; ; windows *= WINDOWS_PER_OBJECT) {
    const { method, hits } = await searchWindows(db, { ...query, limit: windows })
    const nearest = nearestByHearing(hits)
    const isAll = hits.length < windows || windows >= MAX_WINDOWS
    if (nearest.length >= query.limit || isAll) {
      // An object that was heard with two windowings may come twice.
      const objects = await readObjects(db, query, nearest.slice(0, 2 * query.limit))
      const byId = new Map(objects.toReversed().map((object) => [object.objectId, object]))
      const hits = objects.filter((object) => byId.get(object.objectId) === object)
      return { method, hits: hits.slice(0, query.limit) }
    }
  }
}

/** Hits come in order, so the first of each hearing is its nearest. */
function nearestByHearing(hits: readonly WindowHit[]): WindowHit[] {
  const nearest = new Map<number, WindowHit>()
  for (const hit of hits) if (!nearest.has(hit.hearingId)) nearest.set(hit.hearingId, hit)
  return [...nearest.values()]
}

async function readObjects(
  db: Database,
  query: WindowQuery,
  nearest: readonly WindowHit[],
): Promise<ObjectHit[]> {
  if (nearest.length === 0) return []
  // The addition keeps the planner from searching the whole index for each object.
  const { rows } = await db.execute<ObjectHit & Record<string, unknown>>(sql`
    select o.id as "objectId", h.id as "hearingId", o.bucket, o.key, o.duration_s as "durationS",
      best.similarity, best.moments
    from unnest(${sql.param(nearest.map((hit) => hit.hearingId))}::bigint[]) with ordinality as hit (hearing_id, place)
    join earmark.hearings h on h.id = hit.hearing_id
    join earmark.objects o on o.id = h.object_id
    cross join lateral (
      select max(m.similarity) as similarity, json_agg(json_build_object('index', m.window_index, 'startS', m.start_s,
        'endS', m.end_s, 'similarity', m.similarity) order by m.similarity desc, m.window_index) as moments
      from (
        select e.window_index, e.start_s, e.end_s, 1 - (e.embedding <=> ${`[${query.embedding.join(',')}]`}::halfvec) as similarity
        from earmark.embeddings e where e.hearing_id = h.id
        order by (e.embedding <=> ${`[${query.embedding.join(',')}]`}::halfvec) + 0, e.window_index limit ${MOMENTS_PER_OBJECT}
      ) m
    ) best
    order by hit.place`)
  return rows
}
