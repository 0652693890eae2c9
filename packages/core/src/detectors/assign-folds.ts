/** What a fold is made of: an answer's object and what it said. */
export type Grouped = { objectId: string; isPositive: boolean }

const MAX_FOLDS = 5

/**
 * A fold for each example, so that all windows of an object share one and each fold has about as many positive and as
 * many negative objects. Up to five; fewer than two, and so no test at all, where all positive or all negative
 * examples come from one object.
 *
 * @returns [n] numbers from 0, and how many folds there are
 */
export function assignFolds(examples: readonly Grouped[]): { folds: number[]; count: number } {
  const groups = new Map<string, { positives: number; negatives: number }>()
  for (const { objectId, isPositive } of examples) {
    const group = groups.get(objectId) ?? { positives: 0, negatives: 0 }
    group[isPositive ? 'positives' : 'negatives'] += 1
    groups.set(objectId, group)
  }
  const all = [...groups]
  const count = Math.min(
    MAX_FOLDS,
    all.filter(([, { positives }]) => positives > 0).length,
    all.filter(([, { negatives }]) => negatives > 0).length,
  )
  const totals = Array.from({ length: count }, () => ({ positives: 0, negatives: 0 }))
  const foldOf = new Map<string, number>()
  const largestFirst = all.toSorted(
    ([a, one], [b, other]) =>
      other.positives - one.positives || other.negatives - one.negatives || (a < b ? -1 : 1),
  )
  for (const [objectId, group] of count > 0 ? largestFirst : []) {
    const kind = group.positives > 0 ? 'positives' : 'negatives'
    const other = kind === 'positives' ? 'negatives' : 'positives'
    let fold = 0
    for (const [at, total] of totals.entries()) {
      const least = totals[fold]!
      if (total[kind] < least[kind] || (total[kind] === least[kind] && total[other] < least[other]))
        fold = at
    }
    totals[fold]!.positives += group.positives
    totals[fold]!.negatives += group.negatives
    foldOf.set(objectId, fold)
  }
  return { folds: examples.map(({ objectId }) => foldOf.get(objectId) ?? 0), count }
}
