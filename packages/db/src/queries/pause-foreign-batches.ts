import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/**
 * Pauses the active batches that were made for another model than the one that workers run, with the reason that people
 * will read: heard with this model, their embeddings would pass for the other's.
 *
 * @returns their ids
 */
export async function pauseForeignBatches(db: Database, modelId: number): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    update earmark.batches b set state = 'paused', code = 'MODEL_UNSUPPORTED', reason = format(
      'The batch was made for the model %s@%s (%s), and the workers run %s@%s (%s). Resume it with workers whose EARMARK_MODEL is its own, or make a new batch.',
      wanted.name, wanted.revision, wanted.dtype, running.name, running.revision, running.dtype)
    from earmark.models wanted, earmark.models running
    where b.state in ('scanning', 'running') and b.model_id <> ${modelId}
      and wanted.id = b.model_id and running.id = ${modelId}
    returning b.id`)
  return rows.map((row) => row.id)
}
