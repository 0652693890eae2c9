import { type Detector, detectorLogits, learnDetector } from '@earmark/core'
import { createRandomNumbers } from '../query/random-numbers.js'
import { labelByExample } from './label-by-example.js'
import { meanAndInterval } from './mean-and-interval.js'
import type { Clip } from './read-clips.js'
import { shuffle } from './shuffle.js'

const TAUGHT_FOLD = 2
const DRAWS = 10
/** Positive examples a label and negative ones of its own; all labels' are one another's besides, where `isShared`. */
const ROWS = [
  { name: '5 right + 5 wrong', right: 5, wrong: 5 },
  { name: '10 + 10', right: 10, wrong: 10 },
  { name: '10 + 90 (the other labels’ as wrong ones)', right: 10, wrong: 0 },
]

export type ClipsRow = Record<
  'examples' | 'words' | 'label by example' | 'logistic regression' | 'detector',
  string
>

/**
 * How many of folds other than 2 each method names (top-1, in percent), taught on fold 2; the mean of ten draws and its
 * interval. One label holds at a time: the other labels' positive examples are negatives of the detectors and of the
 * logistic regression, which is the same fit without words. A label has at most the clips that its fold holds.
 */
export function measureClips(
  clips: readonly Clip[],
  words: ReadonlyMap<string, Float32Array>,
): ClipsRow[] {
  const taught = clips.filter(({ fold }) => fold === TAUGHT_FOLD)
  const asked = clips.filter(({ fold }) => fold !== TAUGHT_FOLD)
  const byWords = [...words].map(([, vector]) => ({ weights: vector, offset: 0 }))
  return ROWS.map(({ name, right, wrong }) => {
    const named = {
      words: [share(asked, words, byWords)],
      today: [] as number[],
      logistic: [] as number[],
      ours: [] as number[],
    }
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const order = shuffle(taught, createRandomNumbers(draw + 1))
      const labels = [...words.keys()]
      const positives = new Map(
        labels.map((label) => [
          label,
          order.filter((clip) => clip.label === label).slice(0, right),
        ]),
      )
      const teach = (learn: (label: string, own: Example[], all: Example[]) => Detector) =>
        share(
          asked,
          words,
          labels.map((label) => {
            const others = labels
              .filter((other) => other !== label)
              .flatMap((other) => positives.get(other)!)
            const own =
              wrong > 0
                ? shuffle(taught, createRandomNumbers(draw + label.length))
                    .filter((clip) => clip.label !== label)
                    .slice(0, wrong)
                : others
            const said = (of: readonly Clip[], isPositive: boolean) =>
              of.map((clip) => ({ ...clip, isPositive }))
            const yes = said(positives.get(label)!, true)
            return learn(
              label,
              [...yes, ...said(own, false)],
              [...yes, ...said([...new Set([...own, ...others])], false)],
            )
          }),
        )
      named.today.push(
        teach((_, own) => ({ weights: labelByExample(own, new Float32Array())!, offset: 0 })),
      )
      named.logistic.push(
        teach((_, __, all) => learnDetector({ words: null, examples: all, background: [] })),
      )
      named.ours.push(
        teach((label, _, all) =>
          learnDetector({ words: words.get(label)!, examples: all, background: taught }),
        ),
      )
    }
    return {
      examples: name,
      words: said(named.words),
      'label by example': said(named.today),
      'logistic regression': said(named.logistic),
      detector: said(named.ours),
    }
  })
}

type Example = Clip & { isPositive: boolean }

function said(shares: readonly number[]): string {
  const { mean, half } = meanAndInterval(shares)
  return shares.length > 1 ? `${mean.toFixed(1)} ± ${half.toFixed(1)}` : mean.toFixed(1)
}

function share(
  asked: readonly Clip[],
  words: ReadonlyMap<string, unknown>,
  detectors: readonly Detector[],
): number {
  const labels = [...words.keys()]
  const embeddings = asked.map(({ embedding }) => embedding)
  const logits = detectors.map((detector) => detectorLogits(detector, embeddings))
  const right = asked.filter(({ label }, n) => {
    const of = logits.map((row) => row[n]!)
    return labels[of.indexOf(Math.max(...of))] === label
  })
  return (100 * right.length) / asked.length
}
