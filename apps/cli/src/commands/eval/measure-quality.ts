/** What the model said of an example: a probability for each label, in the labels' order. */
export type Answer = { name: string; truth: number; probabilities: number[] }

export type ClassQuality = {
  label: string
  examples: number
  /** Of those it named so, how many are; null where it never did. */
  precision: number | null
  /** Of those that are, how many it named so. */
  recall: number | null
  averagePrecision: number | null
}

export type Quality = {
  accuracy: number
  /** Mean over the labels that have examples. */
  meanAveragePrecision: number
  classes: ClassQuality[]
  /** By true label, then by the label named. */
  confusion: number[][]
}

export function measureQuality(labels: readonly string[], answers: readonly Answer[]): Quality {
  const confusion = labels.map(() => labels.map(() => 0))
  for (const { truth, probabilities } of answers) {
    confusion[truth]![probabilities.indexOf(Math.max(...probabilities))]! += 1
  }
  const right = labels.map((_, at) => confusion[at]![at]!)
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
  const classes = labels.map((label, at): ClassQuality => {
    const examples = sum(confusion[at]!)
    const named = sum(confusion.map((row) => row[at]!))
    return {
      label,
      examples,
      precision: named === 0 ? null : right[at]! / named,
      recall: examples === 0 ? null : right[at]! / examples,
      averagePrecision: examples === 0 ? null : averagePrecision(answers, at),
    }
  })
  const known = classes.flatMap(({ averagePrecision: ap }) => (ap === null ? [] : [ap]))
  return {
    accuracy: sum(right) / answers.length,
    meanAveragePrecision: sum(known) / known.length,
    classes,
    confusion,
  }
}

/** Area under precision and recall in steps, as scikit-learn has it: answers of equal probability come at once. */
function averagePrecision(answers: readonly Answer[], label: number): number {
  const ranked = answers.toSorted((a, b) => b.probabilities[label]! - a.probabilities[label]!)
  const relevant = ranked.filter(({ truth }) => truth === label).length
  let [area, found, foundBefore] = [0, 0, 0]
  for (const [at, { truth, probabilities }] of ranked.entries()) {
    if (truth === label) found += 1
    if (ranked[at + 1]?.probabilities[label] === probabilities[label]) continue
    area += ((found - foundBefore) / relevant) * (found / (at + 1))
    foundBefore = found
  }
  return area
}
