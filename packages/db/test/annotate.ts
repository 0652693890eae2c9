import { type Annotator, type Answer, annotateMany, type Database } from '../src/index.js'

/** One person's word on one place. @returns its id; null as annotateMany */
export async function annotate(
  db: Database,
  { saidBy, apiKeyId, ...answer }: Answer & Annotator,
): Promise<number | null> {
  const who = { saidBy, ...(apiKeyId !== undefined && { apiKeyId }) }
  const [id = null] = await annotateMany(db, [answer], who)
  return id
}
