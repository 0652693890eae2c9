import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatPad } from '../../src/audio/repeat-pad.js'

test('repeats a clip that is exactly half a window twice', () => {
  expect([...repeatPad(Float32Array.of(1, 2, 3), 6)]).toEqual([1, 2, 3, 1, 2, 3])
})

test('fills with zeros what another whole repetition would overrun', () => {
  expect([...repeatPad(Float32Array.of(1, 2, 3), 8)]).toEqual([1, 2, 3, 1, 2, 3, 0, 0])
})

test('leaves a whole window as it is and pads one that is longer than half with zeros', () => {
  expect([...repeatPad(Float32Array.of(1, 2, 3, 4), 4)]).toEqual([1, 2, 3, 4])
  expect([...repeatPad(Float32Array.of(1, 2, 3), 5)]).toEqual([1, 2, 3, 0, 0])
})

test('repeats a single sample over the whole window', () => {
  expect(repeatPad(Float32Array.of(0.5), 480_000).every((x) => x === 0.5)).toBe(true)
})

test('refuses no samples, and more than the window holds', () => {
  expect(() => repeatPad(new Float32Array(0), 4)).toThrow(RangeError)
  expect(() => repeatPad(new Float32Array(5), 4)).toThrow('received 5')
})

test('every sample is the clip tiled, or zero after the last whole repetition', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (n, window) => {
      fc.pre(n <= window)
      const clip = Float32Array.from({ length: n }, (_, i) => i + 1)
      const whole = Math.floor(window / n) * n
      const expected = Array.from({ length: window }, (_, i) => (i < whole ? (i % n) + 1 : 0))
      expect([...repeatPad(clip, window)]).toEqual(expected)
    }),
  )
})
