import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type UnqueuedChunk = {
  id: number
  batchId: number
  modelId: number
  /** How often a worker has taken it: part of the job's id, so that a chunk handed back is a new job. */
  takes: number
}

/**
 * The chunks that no queue holds, as far as Postgres can know: new ones, those handed back, those whose
 * worker has let its lease run out, and those that were queued `staleS` seconds ago and not taken since
 * (queueing a job again that is still there does nothing).
 */
export async function listUnqueuedChunks(
  db: Database,
  staleS: number,
  limit: number,
): Promise<UnqueuedChunk[]> {
  await db.execute(sql`
    with lost as (
      select id from earmark.chunks where holder is not null and lease_until < now()
      for no key update skip locked
    )
    update earmark.chunks c set holder = null, lease_until = null, queued_at = null
    from lost where c.id = lost.id`)
  const { rows } = await db.execute<UnqueuedChunk>(sql`
    select c.id, c.batch_id as "batchId", b.model_id as "modelId", c.takes from earmark.chunks c
    join earmark.batches b on b.id = c.batch_id and b.state in ('scanning', 'running')
    where c.holder is null and (c.queued_at is null or c.queued_at < now() - make_interval(secs => ${staleS}))
    order by c.id limit ${limit}`)
  return rows
}
