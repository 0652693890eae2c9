import { type Interval, intervalOf } from './interval.js'
import { resampleObjects } from './resample-objects.js'

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
  const figures: (number | null)[] = []
  for (const drawn of resampleObjects(groups.length)) {
    figures.push(figureOf(drawn.flatMap((group) => groups[group]!)))
  }
  return intervalOf(figures)
}
