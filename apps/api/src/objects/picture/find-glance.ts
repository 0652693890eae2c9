import type { Overview } from '@earmark/core'
import { type Database, findOverview, type ObjectSummary } from '@earmark/db'
import type { ObjectStretch } from '../sound/read-stretch.js'

/** What is longer is not decoded where somebody has heard it before: an hour of sound takes ffmpeg seconds. */
const LONGEST_DECODED_S = 900

/**
 * The overview of an object where a stretch of it is so long that it is drawn from that.
 *
 * @returns null where the stretch is to be decoded
 */
export async function findGlance(
  db: Database,
  object: ObjectSummary,
  { startS, endS }: ObjectStretch,
): Promise<Overview | null> {
  if (endS - startS <= LONGEST_DECODED_S) return null
  const stored = await findOverview(db, object)
  if (!stored) return null
  // A copy, since 16 bits have to begin at an even place.
  return { ...stored, peaks: new Int16Array(new Uint8Array(stored.peaks).buffer) }
}
