import { expect, test } from 'vitest'
import { formatBatchProgress } from '../src/index.js'

const counts = { found: 0, done: 0, skipped: 0, failed: 0, heardPart: 0 }

function batchWith(
  changes: { state?: string; scanFinished?: boolean },
  changed: Partial<typeof counts>,
) {
  return { state: 'running', scanFinished: true, ...changes, counts: { ...counts, ...changed } }
}

test('the progress line tells what is done, what failed, the rate and the time left', () => {
  const batch = batchWith({}, { found: 2000, done: 980, skipped: 10, failed: 10 })
  expect(formatBatchProgress(batch, 12.34)).toBe(
    '██████████           50 %  1,000 of 2,000  done 980  skipped 10  failed 10  12 objects/s  1 min 21 s left',
  )
})

test('one long recording is at the share that has been heard, and has a time left', () => {
  const batch = batchWith({}, { found: 1, heardPart: 0.25 })
  expect(formatBatchProgress(batch, 0.005)).toBe(
    '█████                25 %  0 of 1  done 0  failed 0  0.005 objects/s  2 min 30 s left',
  )
})

test('while the scan goes on, nobody claims to know the share or the time left', () => {
  const batch = batchWith({ state: 'scanning', scanFinished: false }, { found: 50, done: 5 })
  expect(formatBatchProgress(batch, 2)).toBe(
    '5 of 50 found so far  done 5  failed 0  2.0 objects/s  scanning',
  )
})
