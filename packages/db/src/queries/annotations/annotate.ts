import type { Database } from '../../connection/database.js'
import { type Annotator, type Answer, annotateMany } from './annotate-many.js'

export type NewAnnotation = Answer & Annotator

/**
 * Keeps what a person says of a label at a place in a hearing. Of what the same person says of the same place, the newest
 * stays; other people's words and other places are not touched.
 *
 * @returns its id; null where there is no such hearing, label, window or annotation
 */
export async function annotate(
  db: Database,
  { saidBy, apiKeyId, ...answer }: NewAnnotation,
): Promise<number | null> {
  const who = { saidBy, ...(apiKeyId !== undefined && { apiKeyId }) }
  const [id = null] = await annotateMany(db, [answer], who)
  return id
}
