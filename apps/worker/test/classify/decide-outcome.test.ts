import { EarmarkError } from '@earmark/core'
import { describe, expect, test } from 'vitest'
import { decideOutcome, describePoison, isPoison } from '../../src/classify/decide-outcome.js'

const item = { bucket: 'b', key: 'k', attempts: 1, crashes: 0 }

describe('what becomes of an item that failed', () => {
  test('a permanent failure is final at once', () => {
    const error = new EarmarkError('EMPTY_OBJECT', 's3://b/k holds no bytes', { permanent: true })
    expect(decideOutcome(item, error, 8)).toEqual({
      kind: 'fail',
      code: 'EMPTY_OBJECT',
      message: 's3://b/k holds no bytes',
    })
  })

  test('a transient failure is tried again later, and later each time', () => {
    const error = new EarmarkError('STORAGE_UNAVAILABLE', 'down')
    const first = decideOutcome(item, error, 8)
    const fifth = decideOutcome({ ...item, attempts: 5 }, error, 8)
    if (first.kind !== 'retry' || fifth.kind !== 'retry') throw new Error('not retried')
    expect(first.delayMs).toBeLessThanOrEqual(1_000)
    expect(fifth.delayMs).toBeGreaterThan(first.delayMs)
  })

  test('the server’s own delay is honoured', () => {
    const error = new EarmarkError('STORAGE_THROTTLED', 'slow down', { retryAfterMs: 7_000 })
    expect(decideOutcome(item, error, 8)).toMatchObject({ kind: 'retry', delayMs: 7_000 })
  })

  test('after the last attempt a transient failure is final, and says how often it was tried', () => {
    const error = new EarmarkError('STORAGE_UNAVAILABLE', 'cannot reach it')
    expect(decideOutcome({ ...item, attempts: 8 }, error, 8)).toMatchObject({
      kind: 'fail',
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('8 attempts'),
    })
  })

  test('an object that ends its process a second time is poison', () => {
    const error = new EarmarkError('INFERENCE_CRASHED', 'killed by SIGSEGV')
    expect(decideOutcome(item, error, 8)).toMatchObject({ kind: 'retry', crashes: 1 })
    expect(decideOutcome({ ...item, crashes: 1 }, error, 8)).toMatchObject({
      kind: 'fail',
      code: 'POISON',
    })
  })

  test('so is one whose process died twice without a word while it was alone', () => {
    expect([0, 1, 2, 3].map((crashes) => isPoison({ crashes }))).toEqual([false, false, true, true])
    expect(describePoison({ ...item, seq: 7, crashes: 2 })).toEqual({
      seq: 7,
      code: 'POISON',
      message: 'b/k was set aside: the process that worked on it alone died 2 times.',
    })
  })
})
