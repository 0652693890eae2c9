import type { LiveWindow } from '../live-state'

/** A model's own labels are many: so many of them are enough to see what sounds. */
const BEST_OF_ITS_OWN = 20

/**
 * The last window's scores: in the order in which the labels stand, so that none jumps while one looks; a model's own, the best first.
 *
 * @param labels null for those that the model has
 */
export function scoresNow(
  window: Pick<LiveWindow, 'scores'>,
  labels: readonly string[] | null,
): LiveWindow['scores'] {
  if (labels === null) return window.scores.slice(0, BEST_OF_ITS_OWN)
  const place = (label: string) => (labels.includes(label) ? labels.indexOf(label) : labels.length)
  return window.scores.toSorted((a, b) => place(a.label) - place(b.label))
}
