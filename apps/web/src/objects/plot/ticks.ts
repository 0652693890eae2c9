import type { View } from './view'

const stepsS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800,
]

/** Round seconds for an axis, about `wanted` of them. */
export function timeTicks({ startS, endS }: View, wanted: number): { stepS: number; at: number[] } {
  const least = (endS - startS) / Math.max(1, wanted)
  const stepS = stepsS.find((step) => step >= least) ?? stepsS.at(-1)!
  const at: number[] = []
  // Not −0, which a little less than nothing is rounded up to.
  const first = Math.max(0, Math.ceil(startS / stepS - 1e-9))
  for (let tick = first; tick * stepS <= endS + 1e-9; tick++) at.push(tick * stepS)
  return { stepS, at }
}
