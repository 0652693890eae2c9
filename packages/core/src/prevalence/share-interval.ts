import type { Interval } from '../metrics/interval.js'
import { regularizedBeta } from './regularized-beta.js'

const TAIL = 0.025
const HALVINGS = 50

/**
 * The 95 % interval of a share by the mid-P method (Lancaster 1961): what was seen counts half on each side, so that it
 * holds the truth about as often as it says, and not more often as the exact one does.
 *
 * @param right of `answers`; neither has to be whole
 */
export function shareInterval(right: number, answers: number): Interval {
  if (!(answers > 0)) return { low: 0, high: 1 }
  const wrong = answers - right
  // P(more) + ½ P(as many) where the share is p; it rises with p.
  const atLeast = (p: number) => (right <= 0 ? 1 : regularizedBeta(p, right, wrong + 1))
  const more = (p: number) => (wrong <= 0 ? 0 : regularizedBeta(p, right + 1, wrong))
  const solve = (goal: number) => {
    let low = 0
    let high = 1
    for (let n = 0; n < HALVINGS; n += 1) {
      const p = (low + high) / 2
      if ((atLeast(p) + more(p)) / 2 < goal) low = p
      else high = p
    }
    return (low + high) / 2
  }
  return { low: right <= 0 ? 0 : solve(TAIL), high: wrong <= 0 ? 1 : solve(1 - TAIL) }
}
