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
  const places = new Map<string, number>()
  for (const { objectId } of items) {
    if (!places.has(objectId)) places.set(objectId, places.size)
  }
  if (places.size < 2) return null
  const placeOf = items.map(({ objectId }) => places.get(objectId)!)
  const copies = new Int32Array(places.size)
  const figures: (number | null)[] = []
  for (const drawn of resampleObjects(places.size)) {
    copies.fill(0)
    for (const place of drawn) copies[place]! += 1
    // In the order of the items: what is sorted already is sorted again in no time.
    const resample: T[] = []
    for (let n = 0; n < items.length; n += 1) {
      for (let left = copies[placeOf[n]!]!; left > 0; left -= 1) resample.push(items[n]!)
    }
    figures.push(figureOf(resample))
  }
  return intervalOf(figures)
}
