import { describe, expect, test } from 'vitest'
import { estimatePrevalence, planAnswers, type Stratum } from '../../src/index.js'
import { createRandomIntegers } from '../../src/metrics/create-random-integers.js'
import { regularizedBeta } from '../../src/prevalence/regularized-beta.js'
import { shareInterval } from '../../src/prevalence/share-interval.js'

/** An archive whose scores tell more or less: its windows in strata of half, a quarter, an eighth …, the lowest first. */
function makeArchive(
  windows: number,
  { share, apart, strata }: { share: number; apart: number; strata: number },
): boolean[][] {
  const integer = createRandomIntegers(4_711)
  const uniform = () => (integer(2 ** 30) + 0.5) / 2 ** 30
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  const all = Array.from({ length: windows }, () => {
    const isRight = uniform() < share
    return { isRight, score: normal() + (isRight ? apart : 0) }
  }).sort((a, b) => a.score - b.score)
  return Array.from({ length: strata }, (_, n) => {
    const from = Math.floor(windows * (1 - 0.5 ** n))
    const to = n === strata - 1 ? windows : Math.floor(windows * (1 - 0.5 ** (n + 1)))
    return all.slice(from, to).map(({ isRight }) => isRight)
  })
}

/** Answers so many windows of a stratum, drawn without putting back. */
function answer(
  windows: readonly boolean[],
  count: number,
  integer: (below: number) => number,
): Stratum {
  const drawn = new Set<number>()
  while (drawn.size < Math.min(count, windows.length)) drawn.add(integer(windows.length))
  const right = [...drawn].filter((n) => windows[n]).length
  return { windows: windows.length, answered: drawn.size, right, expected: null }
}

/** How often of 1,000 runs the interval holds what is true of the archive. */
function shareOfRuns(
  of: { windows: number; share: number; apart: number; strata: number },
  answers: number,
) {
  const archive = makeArchive(of.windows, of)
  const truth = archive.flat().filter(Boolean).length / of.windows
  const integer = createRandomIntegers(15)
  const runs = 1_000
  let held = 0
  for (let n = 0; n < runs; n += 1) {
    const { interval } = estimatePrevalence(
      archive.map((windows) => answer(windows, answers, integer)),
    )
    if (interval.low <= truth && truth <= interval.high) held += 1
  }
  return held / runs
}

describe('the interval holds the truth in 93 to 97 of 100 runs', () => {
  test.each([
    { windows: 5_000, share: 0.02, apart: 2, strata: 6, answers: 20 },
    { windows: 5_000, share: 0.1, apart: 2, strata: 6, answers: 20 },
    { windows: 5_000, share: 0.1, apart: 1.5, strata: 5, answers: 40 },
    { windows: 5_000, share: 0.3, apart: 2, strata: 5, answers: 20 },
    { windows: 600, share: 0.1, apart: 2, strata: 5, answers: 15 },
    { windows: 20_000, share: 0.05, apart: 1, strata: 5, answers: 100 },
    { windows: 10_000, share: 0.01, apart: 1.5, strata: 6, answers: 80 },
    { windows: 20_000, share: 0.2, apart: 0, strata: 6, answers: 25 },
  ])('$windows windows, $share of them right, $answers answers a stratum', ({ answers, ...of }) => {
    const held = shareOfRuns(of, answers)
    expect(held).toBeGreaterThanOrEqual(0.93)
    expect(held).toBeLessThanOrEqual(0.97)
  })
})

test('of a label that is hardly anywhere it holds the truth rather more often', () => {
  const rare = { windows: 5_000, share: 0.005, apart: 3, strata: 7 }
  expect(shareOfRuns(rare, 30)).toBeGreaterThanOrEqual(0.93)
})

test('the share is that of the archive, not that of what was answered', () => {
  const strata = [
    { windows: 900, answered: 10, right: 1, expected: null },
    { windows: 100, answered: 50, right: 40, expected: null },
  ]
  expect(estimatePrevalence(strata).share).toBeCloseTo(0.9 * 0.1 + 0.1 * 0.8, 12)
})

test('where nobody answered the scores stand, and anything is possible', () => {
  const unanswered = { windows: 500, answered: 0, right: 0, expected: 0.02 }
  const { share, interval } = estimatePrevalence([
    unanswered,
    { windows: 500, answered: 500, right: 250, expected: 0.4 },
  ])
  expect(share).toBeCloseTo(0.26, 12)
  expect(interval.low).toBeCloseTo(0.25, 12)
  expect(interval.high).toBeCloseTo(0.75, 12)
  const { interval: ofTwo } = estimatePrevalence([unanswered, unanswered])
  expect(ofTwo.low).toBeCloseTo(0, 12)
  expect(ofTwo.high).toBeCloseTo(1, 12)
  expect(estimatePrevalence([{ ...unanswered, expected: null }])).toEqual({
    share: 0.5,
    interval: { low: 0, high: 1 },
  })
})

test('where everything was answered nothing is left to guess, and without windows nothing is known', () => {
  const { share, interval } = estimatePrevalence([
    { windows: 8, answered: 8, right: 3, expected: null },
  ])
  expect([share, interval.low, interval.high]).toEqual([0.375, 0.375, 0.375])
  expect(estimatePrevalence([]).interval).toEqual({ low: 0, high: 1 })
})

test('other weights are those of another population', () => {
  const strata = [
    { windows: 50, answered: 50, right: 0, expected: null },
    { windows: 50, answered: 50, right: 50, expected: null },
  ]
  expect(estimatePrevalence(strata, [3, 1]).share).toBe(0.25)
})

test('the plan halves the interval, and asks where answers differ', () => {
  const strata = [
    { windows: 8_000, answered: 20, right: 1, expected: null },
    { windows: 1_000, answered: 20, right: 10, expected: null },
    { windows: 10, answered: 10, right: 9, expected: null },
  ]
  const width = (of: readonly Stratum[]) => {
    const { low, high } = estimatePrevalence(of).interval
    return high - low
  }
  const more = planAnswers(strata)
  expect(more[0]).toBeGreaterThan(more[1]!)
  expect(more[2]).toBe(0)
  const then = strata.map(({ answered, right, ...stratum }, n) => {
    const all = answered + more[n]!
    return { ...stratum, answered: all, right: (all * right) / answered }
  })
  expect(width(then)).toBeLessThanOrEqual(width(strata) / 2)
  const less = strata.map(({ answered, right, ...stratum }, n) => {
    const all = answered + Math.max(0, more[n]! - 40)
    return { ...stratum, answered: all, right: (all * right) / answered }
  })
  expect(width(less)).toBeGreaterThan(width(strata) / 2)
})

test('a share’s interval is the mid-P one', () => {
  // Half of what is as likely as (1 - p)^n is 0.025 there.
  const close = (right: number, answers: number, low: number, high: number) => {
    const interval = shareInterval(right, answers)
    expect(interval.low).toBeCloseTo(low, 6)
    expect(interval.high).toBeCloseTo(high, 6)
  }
  close(0, 10, 0, 1 - 0.05 ** 0.1)
  close(10, 10, 0.05 ** 0.1, 1)
  expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 })
  const { low, high } = shareInterval(3, 20)
  expect(low + shareInterval(17, 20).high).toBeCloseTo(1, 9)
  expect(low).toBeLessThan(0.15)
  expect(high).toBeGreaterThan(0.15)
})

test('the incomplete beta function is what polynomials say', () => {
  expect(regularizedBeta(0.3, 1, 1)).toBeCloseTo(0.3, 9)
  expect(regularizedBeta(0.3, 2, 1)).toBeCloseTo(0.09, 9)
  expect(regularizedBeta(0.3, 2, 2)).toBeCloseTo(3 * 0.09 - 2 * 0.027, 9)
  expect(regularizedBeta(0.5, 40.5, 40.5)).toBeCloseTo(0.5, 9)
  expect(regularizedBeta(0.9, 300, 20) + regularizedBeta(0.1, 20, 300)).toBeCloseTo(1, 9)
  expect([regularizedBeta(0, 2, 3), regularizedBeta(1, 2, 3)]).toEqual([0, 1])
})
