import { type Database, refreshInfo } from '@earmark/db'

/** How long an answer waits for its objects; the rest is the workers'. */
const PATIENCE_MS = 15_000

/** Derives what has to be derived again. @returns whether something is left, which workers go on with */
export async function deriveWithin(db: Database): Promise<boolean> {
  const endMs = performance.now() + PATIENCE_MS
  return refreshInfo(db, () => performance.now() > endMs)
}
