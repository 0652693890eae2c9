import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutNul } from '../items/fail-items.js'

const CODE = 'QUEUE_UNAVAILABLE'

/** Tells on the active batches that no work can be handed out, and why. A reason that one has already stays. */
export async function noteQueueTrouble(db: Database, reason: string): Promise<void> {
  await db.execute(sql`
    with waiting as (
      select id from earmark.batches
      where state in ('scanning', 'running')
        and (code is null or (code = ${CODE} and reason is distinct from ${withoutNul(reason)}))
      for no key update skip locked
    )
    update earmark.batches b set code = ${CODE}, reason = ${withoutNul(reason)} from waiting where b.id = waiting.id`)
}

/** The queue takes work again. */
export async function clearQueueTrouble(db: Database): Promise<void> {
  await db.execute(sql`
    with going as (
      select id from earmark.batches where state in ('scanning', 'running') and code = ${CODE}
      for no key update skip locked
    )
    update earmark.batches b set code = null, reason = null from going where b.id = going.id`)
}
