import { detectorLogits, estimatePrevalence, wordsDetector } from '@earmark/core'
import { createRandomNumbers } from '../query/random-numbers.js'
import type { HeardObject } from './archive/hear-archive.js'
import { shuffle } from './shuffle.js'

const RUNS = 1_000
const ANSWERS_A_STRATUM = 20
const STRATA = 5
const SEED = 95

/**
 * How often the 95 % interval of a label's share holds what is true of an archive: strata by the words' scores, answers drawn
 * by chance in each; the mean over all labels.
 */
export function measureCoverage(
  objects: readonly HeardObject[],
  words: ReadonlyMap<string, Float32Array>,
): number {
  let held = 0
  for (const [label, vector] of words) {
    const strata = toStrata(objects, label, vector)
    const truth = objects.filter(({ labels }) => labels.includes(label)).length / objects.length
    const random = createRandomNumbers(SEED)
    for (let run = 0; run < RUNS; run += 1) {
      const { interval } = estimatePrevalence(
        strata.map((windows) => {
          const answers = shuffle(windows, random).slice(0, ANSWERS_A_STRATUM)
          return {
            windows: windows.length,
            answered: answers.length,
            right: answers.filter(Boolean).length,
            expected: null,
          }
        }),
      )
      if (interval.low <= truth && truth <= interval.high) held += 1
    }
  }
  return held / RUNS / words.size
}

/** @returns whether each window holds the label: the lower half by score, the next quarter and so on */
function toStrata(objects: readonly HeardObject[], label: string, vector: Float32Array) {
  const embeddings = objects.map(({ embedding }) => embedding)
  const logits = detectorLogits(wordsDetector(vector, objects), embeddings)
  const order = objects.map((_, n) => n).sort((a, b) => logits[a]! - logits[b]!)
  const holds = order.map((n) => objects[n]!.labels.includes(label))
  return Array.from({ length: STRATA }, (_, n) => {
    const from = Math.floor(holds.length * (1 - 0.5 ** n))
    const to = n === STRATA - 1 ? holds.length : Math.floor(holds.length * (1 - 0.5 ** (n + 1)))
    return holds.slice(from, to)
  })
}
