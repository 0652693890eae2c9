import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { ANSWERS_KEPT_HOURS } from './prune-answers.js'

/** Which request this is: what its sender calls it, and what it consists of. */
export interface RequestKey {
  /** Keys of different senders have nothing to do with each other. */
  apiKeyId: number
  key: string
  /** Of method, path and body. */
  requestSha256: Buffer
}

export interface KeptAnswer {
  /** HTTP status. */
  status: number
  location: string | null
  /** The body as it was sent; null where there was none. */
  body: string | null
}

/**
 * Finds what a request was answered before.
 *
 * @returns null where nothing is kept under its key; `reused` where the key belongs to another request
 */
export async function readKeptAnswer(
  db: Database,
  { apiKeyId, key, requestSha256 }: RequestKey,
): Promise<{ kind: 'replayed'; answer: KeptAnswer } | { kind: 'reused' } | null> {
  const { rows } = await db.execute<KeptAnswer & { isSame: boolean } & Record<string, unknown>>(sql`
    select request_sha256 = ${requestSha256} as "isSame", status, location, body
    from earmark.idempotency_keys
    where api_key_id = ${apiKeyId} and key = ${key} and status is not null
      and created_at >= now() - make_interval(hours => ${ANSWERS_KEPT_HOURS})`)
  const [row] = rows
  if (!row) return null
  const { isSame, ...answer } = row
  return isSame ? { kind: 'replayed', answer } : { kind: 'reused' }
}
