import {
  averagePrecision,
  calibrationError,
  type Detector,
  detectorLogits,
  learnDetector,
  sigmoid,
} from '@earmark/core'
import { createRandomNumbers } from '../query/random-numbers.js'
import { answerObjects, type Strategy } from './answer-objects.js'
import type { HeardObject } from './archive/hear-archive.js'
import { labelByExample } from './label-by-example.js'
import { shuffle } from './shuffle.js'

export const ANSWERS = [0, 5, 10, 50]
export const STRATEGIES: Strategy[] = ['uncertain', 'random']

/** Of one draw, over all labels: the means of average precisions, and the calibration error of all labels' probabilities. */
export type Figure = {
  strategy: Strategy
  answers: number
  ap: number
  byExample: number
  ece: number
}
export type Draw = { figures: Figure[]; all: number; trainMs: number[] }

/** Half of the objects can be answered, the other half is what is measured on. */
export function measureDraw(
  objects: readonly HeardObject[],
  words: ReadonlyMap<string, Float32Array>,
  seed: number,
): Draw {
  const shuffled = shuffle(objects, createRandomNumbers(seed))
  const pool = shuffled.slice(0, objects.length / 2)
  const held = shuffled.slice(pool.length)
  const archiveMean = meanOf(pool)
  const trainMs: number[] = []
  const figures: Figure[] = []
  for (const strategy of STRATEGIES) {
    const sums = ANSWERS.map((answers) => ({
      answers,
      ap: 0,
      byExample: 0,
      scored: [] as Scored[],
    }))
    for (const [label, vector] of words) {
      const options = { label, words: vector, strategy, counts: ANSWERS }
      for (const { answers, detector, examples, ms } of answerObjects(pool, options)) {
        const sum = sums.find((one) => one.answers === answers)!
        const scored = score(detector, held, label)
        sum.scored.push(...scored)
        sum.ap += averagePrecision(scored)! / words.size
        const direction = labelByExample(examples, archiveMean) ?? vector
        sum.byExample +=
          averagePrecision(score({ weights: direction, offset: 0 }, held, label))! / words.size
        if (answers === 50) trainMs.push(ms)
      }
    }
    figures.push(
      ...sums.map(({ scored, ...sum }) => ({ strategy, ...sum, ece: calibrationError(scored)! })),
    )
  }
  let all = 0
  for (const label of words.keys()) {
    const examples = pool.map((object) => ({
      ...object,
      isPositive: object.labels.includes(label),
    }))
    const detector = learnDetector({ words: null, examples, background: pool })
    all += averagePrecision(score(detector, held, label))! / words.size
  }
  return { figures, all, trainMs }
}

type Scored = { score: number; isPositive: boolean }

function score(detector: Detector, held: readonly HeardObject[], label: string): Scored[] {
  const logits = detectorLogits(
    detector,
    held.map(({ embedding }) => embedding),
  )
  return held.map(({ labels }, n) => ({
    score: sigmoid(logits[n]!),
    isPositive: labels.includes(label),
  }))
}

function meanOf(objects: readonly HeardObject[]): Float32Array {
  const mean = new Float32Array(objects[0]!.embedding.length)
  for (const { embedding } of objects) {
    for (let i = 0; i < mean.length; i += 1) mean[i]! += embedding[i]! / objects.length
  }
  return mean
}
