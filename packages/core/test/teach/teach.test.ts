import { expect, test } from 'vitest'
import {
  detectorLogits,
  learnDetector,
  type PlaceAnswer,
  sigmoid,
  sortAnswers,
  trainDetector,
  wordsDetector,
} from '../../src/index.js'
import { backgroundOf, smallArchive, WORDS } from '../detectors/small-archive.js'

const heard = { hearingId: 1, embedding: Float32Array.of(1, 0) }
const place = (objectId: number, more: Partial<PlaceAnswer> = {}): PlaceAnswer => ({
  label: 'dog',
  objectId,
  windowIndex: 0,
  right: 0,
  wrong: 0,
  unsure: 0,
  isReplaced: false,
  heard,
  ...more,
})

test('most people’s word counts, and what teaches nothing is told apart', () => {
  const { examples, learnedFrom, leftOut } = sortAnswers(
    [
      place(1, { right: 2, wrong: 1 }),
      place(2, { wrong: 1, unsure: 5 }),
      place(3, { right: 1, wrong: 1, unsure: 1 }),
      place(4, { unsure: 2 }),
      place(5, { right: 1, isReplaced: true }),
      place(6, { right: 1, heard: null }),
      place(7, { right: 1, isReplaced: true, heard: null }),
      place(1, { label: 'rain', right: 3 }),
    ],
    { label: 'dog', oneAtATime: false },
  )
  expect(examples.map(({ objectId, isPositive }) => [objectId, isPositive])).toEqual([
    ['1', true],
    ['2', false],
  ])
  expect(learnedFrom).toEqual({ right: 1, wrong: 1, ofOtherLabels: 0 })
  expect(leftOut).toEqual({ unsure: 1, contradicted: 1, replaced: 2, unheard: 1 })
})

test('where one label holds at a time, others’ right moments are wrong ones, unless somebody spoke of the label itself', () => {
  const answers = [
    place(1, { right: 1 }),
    place(2, { unsure: 1 }),
    ...[1, 2, 3].map((objectId) => place(objectId, { label: 'rain', right: 1 })),
    place(3, { label: 'wind', right: 1 }),
    place(4, { label: 'wind', wrong: 1 }),
    place(5, { label: 'wind', right: 1, isReplaced: true }),
  ]
  const { examples, learnedFrom } = sortAnswers(answers, { label: 'dog', oneAtATime: true })
  expect(learnedFrom).toEqual({ right: 1, wrong: 0, ofOtherLabels: 1 })
  expect(examples.map(({ objectId, isOwn, isPositive }) => [objectId, isOwn, isPositive])).toEqual([
    ['1', true, true],
    ['3', false, false],
  ])
})

const archive = smallArchive(90)
const examples = archive.slice(0, 60).map((example, n) => ({
  ...example,
  hearingId: n,
  windowIndex: 0,
  isOwn: true,
}))
const background = backgroundOf(archive.slice(60))
const teaching = { words: WORDS, examples, background, before: null, wanted: null }

test('is measured on what was held out, beside the words alone', () => {
  const { detector, measured, words, before, threshold } = trainDetector(teaching)
  expect(detector).toEqual(learnDetector({ words: WORDS, examples, background }))
  expect(measured).toMatchObject({ positives: 20, negatives: 40, objects: 60 })
  expect(measured!.averagePrecision!.value).toBeGreaterThan(words!.averagePrecision!.value)
  expect([before, threshold]).toEqual([null, null])
})

test('a threshold keeps the precision that is wanted, on what was held out', () => {
  const { detector, threshold } = trainDetector({ ...teaching, wanted: { precision: 0.9 } })
  const found = examples.filter((_, n) => sigmoid(detector.heldOut![n]!) >= threshold!.threshold)
  const right = found.filter(({ isPositive }) => isPositive).length
  expect(right / found.length).toBeGreaterThanOrEqual(0.9)
  expect(threshold!.precision!.value).toBeCloseTo(right / found.length, 12)
  expect(threshold!.recall!.value).toBeCloseTo(right / 20, 12)
})

test('a version before is measured on objects that it did not learn from', () => {
  const taught = examples.slice(0, 30)
  const old = wordsDetector(WORDS, background)
  const taughtObjects = new Set(taught.map(({ objectId }) => objectId))
  const { before } = trainDetector({ ...teaching, before: { ...old, taughtObjects } })
  expect(before).toMatchObject({ positives: 10, negatives: 20 })
  const fresh = examples.slice(30)
  const logits = detectorLogits(
    old,
    fresh.map(({ embedding }) => embedding),
  )
  const positives = fresh.flatMap(({ isPositive }, n) => (isPositive ? [logits[n]!] : []))
  const negatives = fresh.flatMap(({ isPositive }, n) => (isPositive ? [] : [logits[n]!]))
  const above = positives.flatMap((a) => negatives.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
  const area = above.reduce<number>((sum, one) => sum + one, 0) / above.length
  expect(before!.before.rocAuc!.value).toBeCloseTo(area, 12)
  const all = new Set(examples.map(({ objectId }) => objectId))
  expect(trainDetector({ ...teaching, before: { ...old, taughtObjects: all } }).before).toBeNull()
})

test.each([
  ['right', true],
  ['wrong', false],
])('of answers that are all %s nothing is measured', (_, isPositive) => {
  const of = examples.filter((example) => example.isPositive === isPositive)
  const training = trainDetector({ ...teaching, examples: of, wanted: { recall: 0.9 } })
  expect(training).toMatchObject({ measured: null, words: null, before: null, threshold: null })
  expect(training.detector.strength).toBe(0.1)
})
