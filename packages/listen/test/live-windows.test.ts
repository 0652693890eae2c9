import { describe, expect, test } from 'vitest'
import { LiveWindows } from '../src/live-windows.js'

/** Ten samples a second: windows of 4 s, one a second. */
const open = (hopSamples = 10) =>
  new LiveWindows({ sampleRate: 10, windowSamples: 40, hopSamples, spareSamples: 20 })

/** Sound whose every sample is its own number, divided so that it is no damage. */
const sound = (from: number, to: number) =>
  Float32Array.from({ length: to - from }, (_, i) => (from + i) / 100)

test('a window is due with every hop, and the first ones hold what there is', () => {
  const windows = open()
  expect(windows.push(sound(0, 25))).toEqual([
    { start: 0, end: 10 },
    { start: 0, end: 20 },
  ])
  expect(windows.push(sound(25, 60)).at(-1)).toEqual({ start: 20, end: 60 })
})

test('no window is shorter than a second, however short the hop', () => {
  const due = open(3).push(sound(0, 13))
  expect(due).toEqual([{ start: 0, end: 12 }])
})

test('a window holds the very samples that came, wherever in the ring they lie', () => {
  const windows = open()
  for (let from = 0; from < 500; from += 7) {
    for (const due of windows.push(sound(from, from + 7))) {
      expect(windows.read(due)).toEqual(sound(due.start, due.end))
    }
  }
})

test('a window that waited until other sound lies in its place is gone', () => {
  const windows = open()
  const due = windows.push(sound(0, 40)).at(-1)!
  windows.push(sound(40, 60))
  expect(windows.read(due)).not.toBeNull()
  windows.push(sound(60, 61))
  expect(windows.read(due)).toBeNull()
})

describe('a gap', () => {
  test('is in no window', () => {
    const windows = open()
    windows.push(sound(0, 30))
    windows.gap()
    expect(windows.push(sound(30, 50))).toEqual([
      { start: 30, end: 40 },
      { start: 30, end: 50 },
    ])
  })

  test('makes a window of what was in none, where it is a second or longer', () => {
    const windows = open(40)
    windows.push(sound(0, 25))
    expect(windows.gap()).toEqual([{ start: 0, end: 25 }])
    windows.push(sound(25, 34))
    expect(windows.gap()).toEqual([])
  })
})

test('a hop that changes while it runs counts from the last window', () => {
  const windows = open(20)
  windows.push(sound(0, 25))
  windows.setHop(10)
  expect(windows.push(sound(25, 40)).map(({ end }) => end)).toEqual([30, 40])
})

test('what is no sound becomes silence', () => {
  const windows = open()
  const bad = Float32Array.of(0.5, Number.NaN, Infinity, -Infinity, 1e9, -1, 0, 0, 0, 0)
  const [due] = windows.push(bad)
  expect(windows.read(due!)).toEqual(Float32Array.of(0.5, 0, 0, 0, 0, -1, 0, 0, 0, 0))
})
