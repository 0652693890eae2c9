import type { Presence } from '@earmark/core'
import type { LabelVector } from '@earmark/db'

/** Labels as detectors, in their order; null where they are shares of a softmax. A set is of one kind or the other. */
export function toPresences(labels: readonly LabelVector[]): Presence[] | null {
  const presences = labels.flatMap(({ vector, detector }) =>
    detector ? [{ direction: vector, ...detector }] : [],
  )
  return presences.length > 0 && presences.length === labels.length ? presences : null
}
