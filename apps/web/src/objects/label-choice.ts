import type { StoredObject } from './shapes'

/** What is asked of the windows: a stored label set, or any words. */
export type LabelChoice = { labelSet: string } | { labels: string }

/** The label sets that the object was tagged with, in the order of their names. */
export function labelSetsOf({ hearings }: StoredObject): string[] {
  const names = hearings.flatMap(({ classifications }) =>
    classifications.map(({ labelSet }) => labelSet),
  )
  return [...new Set(names)].sort()
}

/** @returns whether only models with labels of their own have heard the object: then it can be asked for no other words */
export function hasOwnLabelsOnly({ hearings }: StoredObject): boolean {
  return (
    hearings.length > 0 &&
    hearings.every(({ model, classifications: [first] }) => first?.labelSet === model)
  )
}

export function chooseLabels(
  object: StoredObject | undefined,
  { set, words }: { set?: string | undefined; words?: string | undefined },
): LabelChoice | null {
  if (words !== undefined && words.trim() !== '') return { labels: words }
  if (set !== undefined) return { labelSet: set }
  const largest = object && mostLabels(object)
  return largest === undefined ? null : { labelSet: largest }
}

/** Of several, the one with the most labels says the most. */
function mostLabels(object: StoredObject): string | undefined {
  const counts = new Map<string, number>()
  for (const { classifications } of object.hearings) {
    for (const { labelSet } of classifications) {
      counts.set(labelSet, (counts.get(labelSet) ?? 0) + 1)
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
