import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
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
    embedding: string | null
    logits: string | null
  }>(sql`
    with equal as (
      select id from earmark.hearings
      where samples_sha256 = ${work.samplesSha256} and model_id = ${work.modelId}
        and window_ms = ${work.windowMs} and hop_ms = ${work.hopMs}
      order by id limit 1
    )
    select e.window_index as index, e.start_s as "startS", e.end_s as "endS", e.embedding::text as embedding, null as logits
    from earmark.embeddings e where e.hearing_id = (select id from equal)
    union all
    select l.window_index, l.start_s, l.end_s, null, array_to_json(l.logits)::text
    from earmark.logits l where l.hearing_id = (select id from equal)
    order by index`)
  if (rows.length === 0) return null
  return rows.map(({ embedding, logits, ...window }) =>
    embedding === null
      ? { ...window, logits: toNumbers(logits) }
      : { ...window, embedding: toNumbers(embedding) },
  )
}

const toNumbers = (list: string | null) => Float32Array.from(JSON.parse(list ?? '[]') as number[])
