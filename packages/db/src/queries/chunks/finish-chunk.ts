import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { wakingDispatcher } from '../wake-dispatcher.js'
import type { ChunkTake } from './held-chunk.js'

/** Removes a chunk none of whose items is left. Where it is the last one of its batch, the batch may be at its end. */
export async function finishChunk(db: Database, chunk: ChunkTake): Promise<void> {
  await db.execute(sql`
    with gone as (
      delete from earmark.chunks c
      where c.id = ${chunk.id} and c.holder = ${chunk.holder} and c.takes = ${chunk.take} and c.seqs = '{}'
      returning c.id, c.batch_id
    )
    select ${wakingDispatcher} from gone
    where not exists (select from earmark.chunks c where c.batch_id = gone.batch_id and c.id <> gone.id)`)
}
