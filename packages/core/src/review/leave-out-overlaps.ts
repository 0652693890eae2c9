/** A stretch of one recording. */
export interface Stretch {
  objectId: number
  startS: number
  endS: number
}

/**
 * Leaves out what is the same moment as an earlier one: more than half of the shorter of the two.
 *
 * @returns the first `limit` that remain
 */
export function leaveOutOverlaps<Moment extends Stretch>(
  moments: readonly Moment[],
  limit: number,
): Moment[] {
  const kept: Moment[] = []
  const byObject = new Map<number, Moment[]>()
  for (const moment of moments) {
    if (kept.length === limit) break
    const others = byObject.get(moment.objectId) ?? []
    if (others.some((other) => isSameMoment(other, moment))) continue
    kept.push(moment)
    byObject.set(moment.objectId, [...others, moment])
  }
  return kept
}

/** Whether two stretches of one recording are the same moment to who listens: they share more than half of the shorter one. */
export function isSameMoment(a: Omit<Stretch, 'objectId'>, b: Omit<Stretch, 'objectId'>): boolean {
  const shared = Math.min(a.endS, b.endS) - Math.max(a.startS, b.startS)
  return shared > Math.min(a.endS - a.startS, b.endS - b.startS) / 2
}
