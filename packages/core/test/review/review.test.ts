import { describe, expect, test } from 'vitest'
import {
  drawWindows,
  isSameMoment,
  leaveOutOverlaps,
  orderMoments,
  pickDiverse,
  reviewStrategies,
  wilsonInterval,
} from '../../src/index.js'

describe('drawing windows', () => {
  const scope = { hearingIds: [3, 5, 9], windows: [1, 98, 1] }

  test('takes all where there are no more than wanted', () => {
    const drawn = drawWindows(scope, { wanted: 200, seed: 4 })
    expect(drawn).toHaveLength(100)
    expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(100)
    expect(drawn.at(-1)).toEqual({ hearingId: 9, windowIndex: 0 })
  })

  test('gives the same for the same seed, and others for another', () => {
    const draw = (seed: number) => drawWindows(scope, { wanted: 10, seed })
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(draw(2_147_483_647)).toHaveLength(10)
  })

  test('gives each window the same chance, however long its recording is', () => {
    const counts = new Map<string, number>()
    for (let seed = 0; seed < 3000; seed += 1) {
      for (const { hearingId, windowIndex } of drawWindows(
        { hearingIds: [1, 2], windows: [2, 8] },
        { wanted: 2, seed },
      )) {
        const id = `${hearingId}/${windowIndex}`
        counts.set(id, (counts.get(id) ?? 0) + 1)
      }
    }
    expect(counts.size).toBe(10)
    for (const count of counts.values()) expect(Math.abs(count - 600)).toBeLessThan(120)
  })

  test('draws nothing from nothing', () => {
    expect(drawWindows({ hearingIds: [], windows: [] }, { wanted: 9, seed: 0 })).toEqual([])
  })
})

describe('ordering moments', () => {
  const moments = Array.from({ length: 100 }, (_, n) => ({
    hearingId: 1 + (n % 7),
    windowIndex: n,
    score: n < 90 ? n / 1000 : n / 100,
  }))
  const order = (strategy: (typeof reviewStrategies)[number], seed = 0) =>
    orderMoments(moments, { strategy, threshold: 0.5, seed, wanted: 10 })

  test('the likely come by their score, the uncertain by how near they are to the threshold', () => {
    expect(order('likely')[0]!.score).toBe(0.99)
    const far = order('uncertain').map(({ score }) => Math.abs(score - 0.5))
    expect(far).toEqual(far.toSorted((a, b) => a - b))
  })

  test('what is spread has a moment of each stretch of scores first', () => {
    const first = order('spread').slice(0, 2)
    expect(first.map(({ score }) => score > 0.5).toSorted()).toEqual([false, true])
  })

  test.each(reviewStrategies)(
    '%s has each moment once, in an order of its seed alone',
    (strategy) => {
      const ordered = order(strategy, 3)
      expect(new Set(ordered).size).toBe(moments.length)
      const reversed = orderMoments(moments.toReversed(), {
        strategy,
        threshold: 0.5,
        seed: 3,
        wanted: 10,
      })
      expect(reversed).toEqual(ordered)
    },
  )

  test('nothing has an order, too', () => {
    expect(orderMoments([], { strategy: 'spread', threshold: 0, seed: 0, wanted: 5 })).toEqual([])
  })
})

describe('one moment', () => {
  test('is what shares more than half of the shorter stretch', () => {
    expect(isSameMoment({ startS: 0, endS: 10 }, { startS: 5, endS: 15 })).toBe(false)
    expect(isSameMoment({ startS: 0, endS: 10 }, { startS: 4.9, endS: 15 })).toBe(true)
    expect(
      isSameMoment({ startS: 0, endS: Number.POSITIVE_INFINITY }, { startS: 90, endS: 91 }),
    ).toBe(true)
  })

  test('is listened to once', () => {
    const at = (objectId: number, startS: number) => ({ objectId, startS, endS: startS + 10 })
    const kept = leaveOutOverlaps([at(1, 0), at(1, 2), at(2, 2), at(1, 5), at(1, 20)], 3)
    expect(kept).toEqual([at(1, 0), at(2, 2), at(1, 5)])
  })
})

describe('picking what is diverse', () => {
  const vector = (...values: number[]) =>
    Float32Array.from(values, (v) => v / Math.hypot(...values))

  test('takes the farthest from all before, and no near-double', () => {
    const embeddings = [vector(1, 0, 0), vector(1, 0.01, 0), vector(0, 1, 0), vector(0.5, 0.5, 0)]
    expect(pickDiverse(embeddings, [], 9)).toEqual([0, 2, 3])
  })

  test('leaves out what sounds like what was answered', () => {
    const answered = [vector(0, 1, 0)]
    expect(pickDiverse([vector(0.01, 1, 0), vector(0, 0, 1)], answered, 5)).toEqual([1])
  })
})

test('an interval is wide for few, and never beyond 0 and 1', () => {
  expect(wilsonInterval(0, 0)).toBeNull()
  expect(wilsonInterval(5, 5)).toEqual({ low: expect.closeTo(0.5655, 4), high: 1 })
  const { low, high } = wilsonInterval(81, 90)!
  // statsmodels' proportion_confint(81, 90, method='wilson')
  expect(low).toBeCloseTo(0.8209, 3)
  expect(high).toBeCloseTo(0.9464, 3)
})
