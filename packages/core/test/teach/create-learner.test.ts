import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLearner, learnDetector, trainDetector } from '../../src/index.js'
import { backgroundOf, smallArchive, WORDS } from '../detectors/small-archive.js'

const archive = smallArchive(390)
const examples = archive
  .slice(0, 300)
  .map((example, n) => ({ ...example, hearingId: n, windowIndex: 0, isOwn: true }))
const background = backgroundOf(archive.slice(300))
const teaching = { words: WORDS, examples, background, before: null, wanted: { precision: 0.9 } }

test('learns in its thread what is learned here, to the bit', async () => {
  const learner = createLearner()
  expect(await learner.learnDetector(teaching)).toEqual(learnDetector(teaching))
  expect(await learner.trainDetector(teaching)).toEqual(trainDetector(teaching))
  const untaught = { ...teaching, examples: [] }
  expect(await learner.learnDetector(untaught)).toEqual(learnDetector(untaught))
  expect(await learner.trainDetector(untaught)).toEqual(trainDetector(untaught))
})

test('this thread goes on while something is learned', async () => {
  let isLearned = false
  const learned = createLearner()
    .trainDetector(teaching)
    .then(() => {
      isLearned = true
    })
  let turns = 0
  while (!isLearned) {
    await turn()
    if (!isLearned) turns += 1
  }
  await learned
  expect(turns).toBeGreaterThan(1)
})

test('what cannot be learned is said as here, and the next is learned', async () => {
  const learner = createLearner()
  const hopeless = { ...teaching, words: null, background: [], examples: examples.slice(0, 1) }
  const reason =
    'A label without words needs moments that it is right for and ones that it is wrong for'
  expect(() => learnDetector(hopeless)).toThrow(reason)
  const refused = learner.learnDetector(hopeless)
  const next = learner.learnDetector(teaching)
  await expect(refused).rejects.toThrow(RangeError)
  await expect(refused).rejects.toThrow(reason)
  expect(await next).toEqual(learnDetector(teaching))
})

test('what nobody waits for any more is ended, whether it is learned or waits for its turn', async () => {
  const learner = createLearner()
  const gone = new AbortController()
  const first = learner.trainDetector(teaching, gone.signal)
  const waiting = learner.trainDetector(teaching, gone.signal)
  const next = learner.learnDetector(teaching)
  gone.abort(new Error('the client went away'))
  await expect(first).rejects.toThrow()
  await expect(waiting).rejects.toThrow('the client went away')
  expect(await next).toEqual(learnDetector(teaching))
})
