import type { RandomNumbers } from '../query/random-numbers.js'

/** Fisher and Yates'. */
export function shuffle<T>(items: readonly T[], { integer }: RandomNumbers): T[] {
  const shuffled = [...items]
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    const j = integer(i + 1)
    ;[shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!]
  }
  return shuffled
}
