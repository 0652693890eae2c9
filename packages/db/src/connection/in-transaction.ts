import { setTimeout as sleep } from 'node:timers/promises'
import { isUnanswered } from '@earmark/outage'
import type pg from 'pg'
import { despitePooler } from './despite-pooler.js'
import { persist } from './persist.js'

/** A transaction that is about to be committed. */
export type Committing<T> = {
  /** null where nothing was written. */
  transactionId: string | null
  result: T
}

/** Does the work on the client, between a begin and a commit, and tells of the commit before it is sent. */
type RunOn<T> = (client: pg.PoolClient, onCommit: (what: Committing<T>) => void) => Promise<T>

type Outcome<T> =
  | { state: 'committed'; result: T }
  | { state: 'undone'; error: unknown }
  /** The commit was sent and never answered. */
  | { state: 'unknown'; result: T; transactionId: string; error: unknown }

const FATE_POLL_MS = 100

/**
 * The edge of every transaction: what a deadlock, a serialization failure or a lost connection has undone is done again,
 * so the work changes nothing but what the transaction holds. Where the connection is lost between a commit and its
 * answer, Postgres is asked what became of it: the transaction takes place once, never twice.
 *
 * @param patienceMs for how long a database that is away is asked again
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  patienceMs: number,
  runOn: RunOn<T>,
): Promise<T> {
  return persist(patienceMs, async () => {
    const outcome = await attempt(pool, runOn)
    if (outcome.state === 'committed') return outcome.result
    if (outcome.state === 'unknown') {
      const { transactionId, result } = outcome
      if (await hasCommitted(pool, patienceMs, transactionId)) return result
    }
    throw outcome.error
  })
}

async function attempt<T>(pool: pg.Pool, runOn: RunOn<T>): Promise<Outcome<T>> {
  const client = await despitePooler(pool, () => pool.connect())
  let committing: Committing<T> | undefined
  try {
    const result = await runOn(client, (what) => {
      committing = what
    })
    client.release()
    return { state: 'committed', result }
  } catch (error) {
    // A dead socket, or one on which an answer may still come: nobody is given this connection again.
    const isSound = !isUnanswered(error) && client.getTransactionStatus() === 'I'
    client.release(!isSound)
    if (isSound || !committing?.transactionId) return { state: 'undone', error }
    return { state: 'unknown', ...committing, transactionId: committing.transactionId, error }
  }
}

async function hasCommitted(
  pool: pg.Pool,
  patienceMs: number,
  transactionId: string,
): Promise<boolean> {
  for (;;) {
    const { rows } = await persist(patienceMs, () =>
      pool.query<{ fate: string | null }>('select pg_xact_status($1::xid8) as fate', [
        transactionId,
      ]),
    )
    const fate = rows[0]?.fate
    // The backend that was cut off may still be at it.
    if (fate !== 'in progress') return fate === 'committed'
    await sleep(FATE_POLL_MS)
  }
}
