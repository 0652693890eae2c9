import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { fromHalfvec } from '../../from-halfvec.js'
import { answeredPlaces } from './answered-places.js'

/** What people say of one place under a label of a set, whatever its version. */
export interface TaughtMoment {
  label: string
  objectId: number
  windowIndex: number
  /** How many people's newest word it is. */
  right: number
  wrong: number
  unsure: number
  /** The object has another content by now, which nobody has answered about here. */
  isReplaced: boolean
  /** What the model has heard at this place; null where it has heard nothing there. */
  heard: { hearingId: number; embedding: Float32Array } | null
}

/** The newest of each label: more would teach little, and take seconds. */
const MAX_ANSWERS = 1_000

/**
 * Lists the places of which people said something under a set's name, whatever its version, as answeredPlaces has them.
 *
 * @returns by label, object and window; of each label its newest MAX_ANSWERS
 */
export async function listAnswers(
  db: Database,
  { labelSet, modelId }: { labelSet: string; modelId: number },
): Promise<TaughtMoment[]> {
  type Row = Omit<TaughtMoment, 'heard'> & { hearingId: number | null; embedding: Buffer | null }
  const { rows } = await db.execute<Row>(sql`
    with places as (
      select a.*, row_number() over (
        partition by label order by said_at desc, object_id, window_ms, hop_ms, window_index
      ) as newest
      from ${answeredPlaces(labelSet)} a
    )
    select p.label, p.object_id as "objectId", p.window_index as "windowIndex", p.right_count as "right", p.wrong_count as wrong,
      p.unsure_count as unsure,
      exists (
        select from earmark.objects o join earmark.objects later on (later.bucket, later.key) = (o.bucket, o.key) and later.id > o.id
        where o.id = p.object_id
      ) as "isReplaced",
      h.id as "hearingId", halfvec_send(e.embedding) as embedding
    from places p
    left join earmark.hearings h on h.model_id = ${modelId}
      and (h.object_id, h.window_ms, h.hop_ms) = (p.object_id, p.window_ms, p.hop_ms)
    left join earmark.embeddings e on e.hearing_id = h.id and e.window_index = p.window_index
    where p.newest <= ${MAX_ANSWERS}
    order by p.label, p.object_id, p.window_index, h.id`)
  return rows.map(({ hearingId, embedding, ...row }) => ({
    ...row,
    heard:
      hearingId === null || embedding === null
        ? null
        : { hearingId, embedding: fromHalfvec(embedding) },
  }))
}
