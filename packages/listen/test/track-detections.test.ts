import { expect, test } from 'vitest'
import { createDetectionTracker } from '../src/index.js'

function track() {
  const tracker = createDetectionTracker({ threshold: 0.6, labels: ['dog'] })
  let at = 0
  return {
    tracker,
    add(dog: number, { noise = 1 - dog, levelDb = -20 } = {}) {
      const score = (label: string, probability: number) => ({ label, probability, similarity: 0 })
      const scores = [score('dog', dog), score('noise', noise)]
      return tracker.add({ startS: at, endS: ++at + 1, scores, levelDb, latencyMs: 0 })
    },
  }
}

test('a label that stays over its threshold is one detection, told of where it begins', () => {
  const { add } = track()
  expect(add(0.2).begun).toEqual([])
  expect(add(0.7).begun).toEqual([{ label: 'dog', startS: 1, endS: 3, probability: 0.7 }])
  expect(add(0.9)).toEqual({ begun: [], ended: [] })
  expect(add(0.1).ended).toEqual([{ label: 'dog', startS: 1, endS: 4, probability: 0.9 }])
})

test('a label around its threshold does not begin again and again', () => {
  const { add } = track()
  add(0.61)
  expect(add(0.59)).toEqual({ begun: [], ended: [] })
  expect(add(0.61)).toEqual({ begun: [], ended: [] })
  expect(add(0.44).ended).toHaveLength(1)
  expect(add(0.59).begun).toEqual([])
})

test('what labels are weighed against is not told of', () => {
  expect(track().add(0.1, { noise: 0.9 }).begun).toEqual([])
})

test('nothing is detected in digital silence, whatever the model guesses', () => {
  const { add } = track()
  expect(add(0.99, { levelDb: -Infinity }).begun).toEqual([])
  add(0.99)
  expect(add(0.99, { levelDb: -90 }).ended).toHaveLength(1)
})

test('a gap ends what lasted', () => {
  const { add, tracker } = track()
  add(0.9)
  expect(tracker.gap()).toHaveLength(1)
  expect(tracker.gap()).toEqual([])
  expect(add(0.9).begun).toHaveLength(1)
})
