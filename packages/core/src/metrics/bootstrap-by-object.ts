import { createRandomIntegers } from './create-random-integers.js'

/** Where a figure lies in 95 of 100 cases. */
export type Interval = { low: number; high: number }

const RESAMPLES = 1_000
const SEED = 1
/** Of the resamples, on each side. */
const TAIL = 0.025

/**
 * A 95 % interval by the percentile bootstrap over objects: windows of one recording are alike, so objects are drawn
 * again, each with all that it holds. A resample for which the figure is null is left out.
 *
 * @returns null where there are fewer than two objects, or half of the resamples have no figure
 */
export function bootstrapByObject<T extends { objectId: string }>(
  items: readonly T[],
  figureOf: (resample: readonly T[]) => number | null,
): Interval | null {
  const byObject = new Map<string, T[]>()
  for (const item of items) {
    const group = byObject.get(item.objectId)
    if (group) group.push(item)
    else byObject.set(item.objectId, [item])
  }
  const groups = [...byObject.values()]
  if (groups.length < 2) return null
  const integer = createRandomIntegers(SEED)
  const figures: number[] = []
  for (let i = 0; i < RESAMPLES; i += 1) {
    const figure = figureOf(groups.flatMap(() => groups[integer(groups.length)]!))
    if (figure !== null) figures.push(figure)
  }
  if (figures.length < RESAMPLES / 2) return null
  figures.sort((a, b) => a - b)
  const at = (share: number) => figures[Math.round(share * (figures.length - 1))]!
  return { low: at(TAIL), high: at(1 - TAIL) }
}
