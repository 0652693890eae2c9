import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { changeCounts } from '../items/count-finished.js'
import { wakeDispatcher } from '../wake-dispatcher.js'

export type RetryFilter = {
  /** failed: those that failed. all: every item that has ended; what was heard is skipped, not heard again. */
  which: 'failed' | 'all'
  code?: string
  bucket?: string
  /** What the key begins with. */
  prefix?: string
}

/** Items looked at in one transaction: their batch is locked for some tens of milliseconds. */
const ITEMS_A_PAGE = 2_000
/** A retry whose process died holds up its batch's end for so long. */
const LEASE_S = 60

/**
 * Puts items of a batch back to pending, with all their chances, and lets the batch run again. It does so page by page,
 * each in a transaction of its own, so that the batch's workers, its dispatcher and whoever steers it go on in between.
 * Interrupted, it leaves a batch in which some items are tried again; asking again goes on with the rest.
 *
 * @returns how many; null where the batch is not in a state for it
 */
export async function retryBatch(
  db: Database,
  batchId: number,
  filter: RetryFilter,
): Promise<number | null> {
  let lease = await begin(db, batchId)
  if (lease === null) return null
  let total = 0
  let from = await findNext(db, batchId, filter, 0)
  while (from !== null) {
    const last = from + ITEMS_A_PAGE - 1
    const page = await retryPage(db, batchId, filter, { first: from, last })
    // Somebody has cancelled it meanwhile, or it has failed.
    if (page === null) return total
    total += page.retried
    lease = page.lease
    from = await findNext(db, batchId, filter, last)
  }
  // Unless another retry of the batch has prolonged it since.
  await db.execute(sql`
    update earmark.batches set retrying_until = null
    where id = ${batchId} and retrying_until = ${lease}::timestamptz`)
  await wakeDispatcher(db)
  return total
}

const leaseEnd = sql`clock_timestamp() + make_interval(secs => ${LEASE_S})`

/** Also where nothing failed: a cancelled batch goes on with what was still pending. */
async function begin(db: Database, batchId: number): Promise<string | null> {
  const { rows } = await db.execute<{ lease: string }>(sql`
    update earmark.batches set retried_at = now(), retrying_until = ${leaseEnd},
      state = case when state = 'paused' then state when scanned_at is null then 'scanning' else 'running' end,
      code = case when state = 'paused' then code end, reason = case when state = 'paused' then reason end,
      finished_at = null
    where id = ${batchId} and state <> 'cancelling' and pruned_at is null returning retrying_until::text as lease`)
  return rows[0]?.lease ?? null
}

/** The next item beyond a place that has ended so; by index, however many others lie before it. */
async function findNext(
  db: Database,
  batchId: number,
  { which }: RetryFilter,
  afterSeq: number,
): Promise<number | null> {
  const states = which === 'all' ? ['done', 'skipped', 'failed'] : ['failed']
  const { rows } = await db.execute<{ seq: number | null }>(sql`
    select min(next.seq) as seq from unnest(${sql.param(states)}::earmark.item_state[]) as ended (state)
    cross join lateral (
      select seq from earmark.items i
      where i.batch_id = ${batchId} and i.ended_state = ended.state and i.seq > ${afterSeq} order by seq limit 1
    ) next`)
  return rows[0]?.seq ?? null
}

async function retryPage(
  db: Database,
  batchId: number,
  filter: RetryFilter,
  { first, last }: { first: number; last: number },
): Promise<{ retried: number; lease: string } | null> {
  return db.transaction(async (tx) => {
    const batch = await tx.execute<{ lease: string }>(sql`
      update earmark.batches set retrying_until = ${leaseEnd}
      where id = ${batchId} and state in ('scanning', 'running', 'paused') returning retrying_until::text as lease`)
    if (!batch.rows[0]) return null
    const { lease } = batch.rows[0]
    const { rows } = await tx.execute<{ state: 'done' | 'skipped' | 'failed'; n: number }>(sql`
      with again as (
        update earmark.items i
        set state = 'pending', due_at = now(), attempts = 0, crashes = 0, code = null, message = null, finished_at = null
        from (
          select batch_id, seq, state from earmark.items
          where batch_id = ${batchId} and seq between ${first} and ${last} and ${matches(filter)}
          for update
        ) old
        where i.batch_id = old.batch_id and i.seq = old.seq
        returning old.state
      )
      select state, count(*) as n from again group by state`)
    const count = (state: string) => rows.find((row) => row.state === state)?.n ?? 0
    await changeCounts(tx, {
      batchId,
      done: -count('done'),
      skipped: -count('skipped'),
      failed: -count('failed'),
    })
    return { retried: rows.reduce((sum, row) => sum + row.n, 0), lease }
  })
}

function matches({ which, code, bucket, prefix }: RetryFilter): SQL {
  const conditions = [
    which === 'all' ? sql`state in ('done', 'skipped', 'failed')` : sql`state = 'failed'`,
    ...(code === undefined ? [] : [sql`code = ${code}`]),
    ...(bucket === undefined ? [] : [sql`bucket = ${bucket}`]),
    ...(prefix === undefined ? [] : [sql`starts_with(key, ${prefix})`]),
  ]
  return sql.join(conditions, sql` and `)
}
