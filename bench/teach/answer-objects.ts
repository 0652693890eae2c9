import {
  type BackgroundWindow,
  type DetectorExample,
  detectorLogits,
  type LearnedDetector,
  learnDetector,
} from '@earmark/core'
import type { HeardObject } from './archive/hear-archive.js'

export type Strategy = 'uncertain' | 'random'

/** After how many answers the detector is learned again, as someone who reviews would wait for it. */
const LEARN_AT = [5, 10, 20, 30, 40]

export type Taught = {
  answers: number
  detector: LearnedDetector
  examples: DetectorExample[]
  ms: number
}

/**
 * Answers as somebody who knows: of what was not answered yet the moment nearest to even, or any, is shown, and whether the
 * label is there is said.
 *
 * @param pool the objects that can be shown, in a random order
 * @yields what was learned after each of `counts` answers
 */
export function* answerObjects(
  pool: readonly HeardObject[],
  {
    label,
    words,
    strategy,
    counts,
  }: { label: string; words: Float32Array; strategy: Strategy; counts: readonly number[] },
): Generator<Taught> {
  const background: BackgroundWindow[] = [...pool]
  const left = new Set(pool)
  const examples: DetectorExample[] = []
  let learned = learnDetector({ words, examples, background })
  for (let answers = 0; answers <= Math.max(...counts); answers += 1) {
    let ms = 0
    if (counts.includes(answers) || LEARN_AT.includes(answers)) {
      const from = performance.now()
      learned = learnDetector({ words, examples, background })
      ms = performance.now() - from
    }
    if (counts.includes(answers)) yield { answers, detector: learned, examples: [...examples], ms }
    const next = strategy === 'random' ? first(left) : nearest(left, learned)
    if (!next) return
    left.delete(next)
    examples.push({ ...next, isPositive: next.labels.includes(label) })
  }
}

const first = (left: ReadonlySet<HeardObject>) => left.values().next().value

function nearest(left: ReadonlySet<HeardObject>, detector: LearnedDetector) {
  const objects = [...left]
  const logits = detectorLogits(
    detector,
    objects.map(({ embedding }) => embedding),
  )
  let best = 0
  for (let n = 1; n < objects.length; n += 1) {
    if (Math.abs(logits[n]!) < Math.abs(logits[best]!)) best = n
  }
  return objects[best]
}
