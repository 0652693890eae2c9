import type { ReviewFilter } from '@earmark/db'
import type { FoundMoments } from './find-moments.js'

/** Why there is nothing to listen to, and what to do; null where there is something. */
export function explainNoMoments(
  { moments, total, compared, open }: FoundMoments,
  asked: { model: string; label: string; answered: 'nobody' | 'others'; filter: ReviewFilter },
): string | null {
  if (moments.length > 0) return null
  const label = JSON.stringify(asked.label)
  if (asked.answered === 'others') {
    return `Nobody else has answered a moment of ${label} that you have not. Leave answered=others out to go on with new ones.`
  }
  if (compared === 0) {
    return Object.keys(asked.filter).length > 0
      ? `${asked.model} has heard nothing that passes these filters. Widen them, or tag what they name first.`
      : `${asked.model} has heard nothing yet. Tag some objects first.`
  }
  if (open > 0) {
    return `What is left sounds nearly the same as what was answered. Go on with another strategy, or with another seed.`
  }
  return compared === total
    ? `All ${compared.toLocaleString('en')} moments there are have been answered for ${label}.`
    : `All ${compared.toLocaleString('en')} moments that were looked at have been answered for ${label}. Another seed looks at others.`
}
