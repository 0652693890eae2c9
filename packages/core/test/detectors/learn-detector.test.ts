import { expect, test } from 'vitest'
import { detectorLogits, sigmoid } from '../../src/detectors/detector.js'
import { isotonicProbability } from '../../src/detectors/fit-isotonic.js'
import { learnDetector } from '../../src/detectors/learn-detector.js'
import { wordsDetector } from '../../src/detectors/words-detector.js'
import { averagePrecision } from '../../src/metrics/average-precision.js'
import { calibrationError } from '../../src/metrics/calibration-error.js'
import { backgroundOf, DIMENSIONS, smallArchive, WORDS } from './small-archive.js'

const background = backgroundOf(smallArchive(300, { from: 5000 }))
const held = smallArchive(600, { from: 1000 })

function scored(detector: { weights: Float32Array; offset: number }) {
  const logits = detectorLogits(
    detector,
    held.map(({ embedding }) => embedding),
  )
  return held.map(({ isPositive }, n) => ({ isPositive, score: sigmoid(logits[n]!) }))
}

test('with no example it is the words', () => {
  const { weights, offset, heldOut } = learnDetector({ words: WORDS, examples: [], background })
  expect({ weights, offset }).toEqual(wordsDetector(WORDS, background))
  expect(heldOut).toBeNull()
})

test('with examples it ranks better than the words, and ever better', () => {
  const precision = [0, 6, 30, 300].map((count) =>
    averagePrecision(
      scored(learnDetector({ words: WORDS, examples: smallArchive(count), background })),
    ),
  )
  expect(precision).toEqual(precision.toSorted())
  expect(precision.at(-1)! - precision[0]!).toBeGreaterThan(0.1)
})

test('its probabilities are as often right as they say', () => {
  const learned = learnDetector({ words: WORDS, examples: smallArchive(200), background })
  expect(calibrationError(scored(learned))).toBeLessThan(0.06)
})

test('a thousand answers give steps besides, which are as often right as they say', () => {
  const learned = learnDetector({ words: WORDS, examples: smallArchive(1000), background })
  expect(learnDetector({ words: WORDS, examples: smallArchive(99), background }).isotonic).toBe(
    null,
  )
  const logits = detectorLogits(
    learned,
    held.map(({ embedding }) => embedding),
  )
  const stepped = held.map(({ isPositive }, n) => ({
    isPositive,
    score: isotonicProbability(learned.isotonic!, logits[n]!),
  }))
  expect(calibrationError(stepped)).toBeLessThan(0.06)
})

test('the same answers in another order give the same detector to the bit', () => {
  const examples = smallArchive(40)
  const one = learnDetector({ words: WORDS, examples, background })
  const other = learnDetector({ words: WORDS, examples: examples.toReversed(), background })
  expect(other.weights).toEqual(one.weights)
  expect(other.offset).toBe(one.offset)
  expect(other.heldOut!.toReversed()).toEqual(one.heldOut)
})

test('what is held out was not learned from: a label by chance has an average precision near its share', () => {
  const chance = smallArchive(120).map((example, n) => ({
    ...example,
    isPositive: (n * 0.618) % 1 < 0.5,
  }))
  const { heldOut } = learnDetector({ words: null, examples: chance, background: [] })
  const precision = averagePrecision(
    chance.map(({ isPositive }, n) => ({ isPositive, score: heldOut![n]! })),
  )
  expect(precision).toBeLessThan(0.7)
})

test('only right answers, or only wrong ones, move the words and measure nothing', () => {
  for (const isPositive of [true, false]) {
    const examples = smallArchive(30).filter((example) => example.isPositive === isPositive)
    const { heldOut, calibration, ...learned } = learnDetector({
      words: WORDS,
      examples,
      background,
    })
    expect(heldOut).toBeNull()
    expect(calibration).toBeNull()
    expect(averagePrecision(scored(learned))!).toBeGreaterThan(
      averagePrecision(scored(wordsDetector(WORDS, background)))! - 0.05,
    )
  }
})

test('one right answer that the words miss does not turn the words around', () => {
  const byWords = scored(wordsDetector(WORDS, background))
  const missed = held.map((example, n) => ({ ...example, n })).filter((e) => e.isPositive)
  const [worst] = missed.sort((a, b) => byWords[a.n]!.score - byWords[b.n]!.score)
  const wrong = held.map((example, n) => ({ ...example, n })).filter((e) => !e.isPositive)
  const best = wrong.sort((a, b) => byWords[b.n]!.score - byWords[a.n]!.score).slice(0, 4)
  const learned = learnDetector({ words: WORDS, examples: [worst!, ...best], background })
  const share = WORDS.reduce((sum, value, i) => sum + value * learned.weights[i]!, 0)
  expect(share).toBeGreaterThan(0)
})

test('a moment that is called right by one and wrong by another breaks nothing', () => {
  const [right, ...rest] = smallArchive(30)
  const both = [right!, { ...right!, isPositive: !right!.isPositive }]
  const learned = learnDetector({ words: WORDS, examples: [...both, ...rest], background })
  expect(learned.weights.every(Number.isFinite)).toBe(true)
})

test('a window of an object that holds the label says nothing against it', () => {
  const examples = smallArchive(30)
  const own = examples
    .filter(({ isPositive }) => isPositive)
    .map(({ objectId, embedding }) => ({ objectId, embedding }))
  const foreign = own.map((window) => ({ ...window, objectId: `${window.objectId} again` }))
  const [among, against] = [own, foreign].map((windows) => {
    const learned = learnDetector({ words: WORDS, examples, background: windows })
    return detectorLogits(
      learned,
      own.map(({ embedding }) => embedding),
    ).reduce((sum, logit) => sum + logit)
  })
  expect(among).toBeGreaterThan(against!)
})

test.each([
  [
    'no words and nothing right',
    { words: null, examples: smallArchive(30).filter((e) => !e.isPositive), background: [] },
    /received 0 and 20/,
  ],
  ['no words and nothing at all', { words: null, examples: [], background }, /received 0 and 0/],
  [
    'another model’s embedding',
    {
      words: WORDS,
      examples: [{ embedding: new Float32Array(3), isPositive: true, objectId: 'a.wav' }],
      background,
    },
    /a\.wav has 3 numbers where 16/,
  ],
  [
    'a number that is none',
    {
      words: WORDS,
      examples: [
        {
          embedding: new Float32Array(DIMENSIONS).fill(Number.NaN),
          isPositive: true,
          objectId: 'a.wav',
        },
      ],
      background,
    },
    /not finite/,
  ],
  [
    'a weight of nothing',
    { words: WORDS, examples: [{ ...smallArchive(1)[0]!, weight: 0 }], background },
    /the weight 0/,
  ],
] as const)('refuses %s in a sentence', (_, given, sentence) => {
  expect(() => learnDetector(given)).toThrow(sentence)
})
