import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ChunkTake, leaveChunk } from '../chunks/held-chunk.js'
import { type HeardObject, saveHearings } from '../hearings/save-hearings.js'
import { scoreHearings } from '../hearings/score-hearings.js'
import { countFinished } from './count-finished.js'

export type CompletedItem = {
  seq: number
  /** Done: its object was heard now. Skipped: its object had been heard before. */
  outcome:
    | { state: 'done'; object: HeardObject }
    | { state: 'skipped'; objectId: number; hearingId: number }
}

export type CompletingChunk = ChunkTake & {
  batchId: number
  modelId: number
  windowMs: number
  hopMs: number
  keepTop: number | null
  labelSetIds: number[]
}

/**
 * Writes all that is known of these items in one transaction: objects, embeddings, classifications under
 * every label set of the batch, item states and counters. Whatever is there already stays as it is, and
 * items that are not this run's any more are not counted, so that doing it twice does no harm.
 */
export async function completeItems(
  db: Database,
  chunk: CompletingChunk,
  completed: CompletedItem[],
): Promise<void> {
  if (completed.length === 0) return
  await db.transaction(async (tx) => {
    const heard = completed.flatMap((item) =>
      item.outcome.state === 'done' ? [item.outcome.object] : [],
    )
    const hearingIds = await saveHearings(tx, chunk, heard)
    const rows = completed.map((item) => {
      const ids =
        item.outcome.state === 'skipped' ? item.outcome : hearingIds.get(item.outcome.object)
      if (!ids) throw new Error(`item ${item.seq} of batch ${chunk.batchId} has no hearing`)
      return {
        seq: item.seq,
        state: item.outcome.state,
        objectId: ids.objectId,
        hearingId: ids.hearingId,
      }
    })
    const scored = [...new Set(rows.map((row) => row.hearingId))]
    // In one order for all batches: two that name the same label sets in another must not lock each other out.
    for (const labelSetId of chunk.labelSetIds.toSorted((a, b) => a - b)) {
      await scoreHearings(tx, { hearingIds: scored, labelSetId, keepTop: chunk.keepTop })
    }
    const left = await leaveChunk(
      tx,
      chunk,
      rows.map((row) => row.seq),
    )
    const mine = rows.filter((row) => left.has(row.seq))
    const finished = await tx.execute<{
      state: 'done' | 'skipped'
      windows: number
      audioS: number
    }>(sql`
      update earmark.items i
      set state = row.state::earmark.item_state, object_id = row.object_id, hearing_id = row.hearing_id,
        etag = o.etag, version_id = nullif(o.version_id, ''), size = o.size,
        code = null, message = null, finished_at = now(), crashes = 0
      from unnest(
        ${sql.param(mine.map((row) => row.seq))}::bigint[],
        ${sql.param(mine.map((row) => row.state))}::text[],
        ${sql.param(mine.map((row) => row.objectId))}::bigint[],
        ${sql.param(mine.map((row) => row.hearingId))}::bigint[]
      ) as row (seq, state, object_id, hearing_id)
      join earmark.objects o on o.id = row.object_id
      join earmark.hearings h on h.id = row.hearing_id
      where i.batch_id = ${chunk.batchId} and i.seq = row.seq and i.state = 'running'
      returning i.state, h.windows, coalesce(o.duration_s, 0) as "audioS"`)
    const done = finished.rows.filter((row) => row.state === 'done')
    await countFinished(tx, {
      batchId: chunk.batchId,
      chunkId: chunk.id,
      done: done.length,
      skipped: finished.rows.length - done.length,
      windows: done.reduce((sum, row) => sum + row.windows, 0),
      audioS: done.reduce((sum, row) => sum + row.audioS, 0),
    })
  })
}
