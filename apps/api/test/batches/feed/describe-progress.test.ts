import type { Batch } from '@earmark/db'
import { createRateMeter } from '@earmark/progress'
import { expect, test } from 'vitest'
import { describeProgress } from '../../../src/batches/feed/describe-progress.js'

function batchWith(changes: { finishedAt?: Date; heardPart?: number; done?: number }): Batch {
  const { finishedAt = null, ...counted } = changes
  const counts = { found: 4, pending: 2, running: 1, done: 1, skipped: 0, failed: 0, heardPart: 0 }
  const batch = { id: 1, state: 'running', scanFinished: true, finishedAt }
  return { ...batch, counts: { ...counts, ...counted } } as unknown as Batch
}

test('one long recording has a rate and a time left before it is done', () => {
  const meter = createRateMeter()
  expect(describeProgress(batchWith({}), meter, 0)).toMatchObject({ itemsPerS: null, leftS: null })
  const later = describeProgress(batchWith({ heardPart: 0.5 }), meter, 10_000)
  expect(later).toMatchObject({ itemsPerS: 0.05, leftS: 50 })
})

test('where nothing moves, nobody claims to know what is left', () => {
  const meter = createRateMeter()
  describeProgress(batchWith({}), meter, 0)
  expect(describeProgress(batchWith({}), meter, 10_000)).toMatchObject({
    itemsPerS: 0,
    leftS: null,
  })
})

test('a batch that has ended takes no more time', () => {
  const ended = batchWith({ finishedAt: new Date(0), done: 4 })
  expect(describeProgress(ended, createRateMeter(), 0).leftS).toBe(0)
})
