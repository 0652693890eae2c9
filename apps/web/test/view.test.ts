import { expect, test } from 'vitest'
import { timeTicks } from '../src/objects/plot/ticks'
import { panView, revealIn, zoomView } from '../src/objects/plot/view'

test('zooming keeps the second under the pointer where it is', () => {
  const view = zoomView({ startS: 0, endS: 100 }, 25, 0.5, 100)
  expect(view).toEqual({ startS: 12.5, endS: 62.5 })
})

test('nobody zooms out of a recording, or closer than there is something to see', () => {
  expect(zoomView({ startS: 10, endS: 90 }, 50, 10, 100)).toEqual({ startS: 0, endS: 100 })
  const closest = zoomView({ startS: 10, endS: 10.6 }, 10.3, 0.01, 100)
  expect(closest.endS - closest.startS).toBeCloseTo(0.5)
})

test('a recording that is shorter than the closest view is seen whole', () => {
  expect(zoomView({ startS: 0, endS: 0.1 }, 0.05, 0.5, 0.1)).toEqual({ startS: 0, endS: 0.1 })
})

test('panning stops at both ends', () => {
  expect(panView({ startS: 10, endS: 20 }, -50, 100)).toEqual({ startS: 0, endS: 10 })
  expect(panView({ startS: 10, endS: 20 }, 500, 100)).toEqual({ startS: 90, endS: 100 })
})

test('a view moves only where the second is out of sight', () => {
  const view = { startS: 10, endS: 20 }
  expect(revealIn(view, 15, 100)).toBe(view)
  expect(revealIn(view, 50, 100)).toEqual({ startS: 49, endS: 59 })
})

test('ticks are round, and lie within the view', () => {
  expect(timeTicks({ startS: 0, endS: 95 }, 10)).toEqual({
    stepS: 10,
    at: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
  })
  expect(timeTicks({ startS: 3600, endS: 25_200 }, 6).at).toEqual([
    3600, 7200, 10_800, 14_400, 18_000, 21_600, 25_200,
  ])
})
