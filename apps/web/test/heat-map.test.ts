import { expect, test } from 'vitest'
import { cellEdges, windowAt } from '../src/objects/scores/cells'
import { chooseRows } from '../src/objects/scores/choose-rows'
import { colourMapOf } from '../src/objects/scores/colour-map'
import { drawHeatMap } from '../src/objects/scores/draw-heat-map'
import { findStretches } from '../src/objects/scores/find-stretches'

test('windows that do not overlap are drawn where they are', () => {
  expect(cellEdges({ starts: [0, 10, 20], ends: [10, 20, 25] })).toEqual([0, 10, 18.75, 25])
})

test('of windows that overlap, each is drawn around its middle', () => {
  expect(cellEdges({ starts: [0, 1, 2, 3], ends: [5, 6, 7, 8] })).toEqual([0, 3, 4, 5, 8])
})

test('every second of a recording belongs to one window, and none outside of it', () => {
  const edges = cellEdges({ starts: [0, 1, 2, 3], ends: [5, 6, 7, 8] })
  expect([0, 2.9, 3, 4.5, 8].map((second) => windowAt(edges, second))).toEqual([0, 0, 1, 2, 3])
  expect(windowAt(edges, 8.1)).toBe(-1)
  expect(windowAt([0], 0)).toBe(-1)
})

test('where several windows share a column of pixels, the most probable shows', () => {
  const colours = new Uint8Array(256 * 3).map((_, at) => Math.floor(at / 3))
  const pixels = drawHeatMap({
    edges: [0, 1, 2, 3, 4],
    // Two labels in four windows.
    probabilities: [0.2, 0, 1, 0, 0, 0.4, 0, 0],
    labelCount: 2,
    rows: [0, 1],
    view: { startS: 0, endS: 4 },
    width: 2,
    colours,
  })
  const reds = [0, 4, 8, 12].map((at) => pixels[at])
  expect(reds).toEqual([255, 0, 0, 102])
})

test('outside of what was heard there is nothing', () => {
  const pixels = drawHeatMap({
    edges: [0, 1],
    probabilities: [1],
    labelCount: 1,
    rows: [0],
    view: { startS: 0, endS: 4 },
    width: 4,
    colours: colourMapOf('dark'),
  })
  expect([3, 7, 11, 15].map((at) => pixels[at])).toEqual([255, 0, 0, 0])
})

test('lightness rises all the way in the dark, and falls in the light', () => {
  const luminances = (theme: 'dark' | 'light') => {
    const map = colourMapOf(theme)
    return Array.from({ length: 256 }, (_, value) => {
      const [red, green, blue] = map.subarray(value * 3, value * 3 + 3)
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
    })
  }
  // A step may be lost in rounding to whole colours, never more.
  const dark = luminances('dark')
  const light = luminances('light')
  for (let value = 1; value < 256; value++) {
    expect(dark[value]! - dark[value - 1]!).toBeGreaterThan(-0.8)
    expect(light[value]! - light[value - 1]!).toBeLessThan(0.8)
  }
})

test('a stretch is as long as one label is the most probable one', () => {
  const scores = {
    labels: ['rain', 'dog'],
    probabilities: [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.4, 0.3],
  }
  expect(findStretches(scores, [0, 10, 20, 30, 40])).toEqual([
    { label: 'rain', startS: 0, endS: 20 },
    { label: 'dog', startS: 20, endS: 30 },
  ])
})

test('of a large label set those labels have a row that are heard best', () => {
  const labels = ['a', 'b', 'c', 'd']
  const scores = { labels, probabilities: [0.1, 0.7, 0, 0.2, 0.1, 0, 0, 0.9] }
  expect(chooseRows(scores as never, 2)).toEqual([1, 3])
  expect(chooseRows(scores as never, 4)).toEqual([0, 1, 2, 3])
})
