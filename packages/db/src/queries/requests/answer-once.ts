import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { ANSWERS_KEPT_HOURS } from './prune-answers.js'
import { type KeptAnswer, type RequestKey, readKeptAnswer } from './read-kept-answer.js'

export type AnsweredOnce =
  | { kind: 'made'; answer: KeptAnswer }
  /** The request had been answered before: the same again. */
  | { kind: 'replayed'; answer: KeptAnswer }
  /** The key came with another request before. */
  | { kind: 'reused' }
  /** An equal request has been at work for longer than this one waits. */
  | { kind: 'busy' }

const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Makes something once for a key, and keeps the answer in the same transaction: either both are there or neither is,
 * whenever the process dies. A second request with the key waits for the first, and is then told what that one was told;
 * where the first one failed, it takes its place.
 *
 * @param make does all of its work in the transaction that it is given
 */
export async function answerOnce(
  db: Database,
  request: RequestKey,
  make: (tx: Database) => Promise<KeptAnswer>,
  { waitMs = 10_000 } = {},
): Promise<AnsweredOnce> {
  try {
    return await db.transaction(async (tx) => {
      if (!(await claimKey(tx, request, waitMs))) {
        return (await readKeptAnswer(tx, request)) ?? { kind: 'busy' }
      }
      const answer = await make(tx)
      await tx.execute(sql`
        update earmark.idempotency_keys
        set status = ${answer.status}, location = ${answer.location}, body = ${answer.body}
        where api_key_id = ${request.apiKeyId} and key = ${request.key}`)
      return { kind: 'made', answer }
    })
  } catch (error) {
    if (isWaitedOut(error)) return { kind: 'busy' }
    throw error
  }
}

/** @returns false where the key has an answer already */
async function claimKey(
  tx: Database,
  { apiKeyId, key, requestSha256 }: RequestKey,
  waitMs: number,
): Promise<boolean> {
  // An insert under way with the same key is waited for: that is the unique index's doing.
  await tx.execute(sql`select set_config('lock_timeout', ${String(waitMs)}, true)`)
  const { rows } = await tx.execute(sql`
    insert into earmark.idempotency_keys as k (api_key_id, key, request_sha256)
    values (${apiKeyId}, ${key}, ${requestSha256})
    on conflict (api_key_id, key) do update
      set request_sha256 = excluded.request_sha256, status = null, location = null, body = null, created_at = now()
      -- Too old to count, and not swept yet.
      where k.created_at < now() - make_interval(hours => ${ANSWERS_KEPT_HOURS})
    returning 1`)
  await tx.execute(sql`set local lock_timeout to default`)
  return rows.length === 1
}

/** drizzle wraps the error of the driver. */
function isWaitedOut(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  return code === LOCK_NOT_AVAILABLE || (cause !== undefined && isWaitedOut(cause))
}
