import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cosineSimilarity } from '../../src/scores/cosine-similarity.js'
import { scoreWindows } from '../../src/scores/score-windows.js'
import { softmax } from '../../src/scores/softmax.js'

const vector = (...numbers: number[]) => Float32Array.from(numbers)

describe('cosine similarity', () => {
  test('is the cosine of the angle, whatever the lengths', () => {
    expect(cosineSimilarity(vector(3, 0), vector(0, 5))).toBe(0)
    expect(cosineSimilarity(vector(2, 0), vector(7, 0))).toBe(1)
    expect(cosineSimilarity(vector(1, 1), vector(-4, -4))).toBeCloseTo(-1, 15)
  })

  test('refuses vectors of different lengths', () => {
    expect(() => cosineSimilarity(vector(1), vector(1, 2))).toThrow(RangeError)
  })
})

describe('softmax', () => {
  test('sums to one and keeps the order, for any logits', () => {
    const logits = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 50,
    })
    fc.assert(
      fc.property(logits, (values) => {
        const probabilities = softmax(Float64Array.from(values))
        expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12)
        for (const [i, a] of values.entries()) {
          for (const [j, b] of values.entries()) {
            if (a >= b) expect(probabilities[i]).toBeGreaterThanOrEqual(probabilities[j]!)
          }
        }
      }),
    )
  })

  test('is the same for logits shifted together', () => {
    const expected = [0.09003057, 0.24472847, 0.66524096]
    for (const shift of [0, 700, -7e5]) {
      const shifted = softmax(Float64Array.from([1, 2, 3], (x) => x + shift))
      for (const [i, p] of shifted.entries()) expect(p).toBeCloseTo(expected[i]!, 8)
    }
  })
})

describe('scores of a clip', () => {
  const labels = [vector(1, 0), vector(0, 1)]

  test('depend on directions alone, whatever the lengths of the vectors', () => {
    const { windows } = scoreWindows([vector(6, 8)], [vector(5, 0), vector(0, 0.5)], 10)
    expect(windows[0]?.similarities[0]).toBeCloseTo(0.6, 7)
    expect(windows[0]?.similarities[1]).toBeCloseTo(0.8, 7)
  })

  test('are those of its window where it has one', () => {
    const { windows, clip } = scoreWindows([vector(0.6, 0.8)], labels, 10)
    for (const [label, score] of clip.entries()) {
      expect(score.probability).toBe(windows[0]?.probabilities[label])
      expect(score.similarity).toBe(windows[0]?.similarities[label])
      expect(score.peakProbability).toBe(score.probability)
      expect(score.peakWindow).toBe(0)
    }
    expect(clip[0]?.similarity).toBeCloseTo(0.6, 7)
    expect(clip[1]?.probability).toBeCloseTo(1 / (1 + Math.exp(-2)), 6)
  })

  test('are means over the windows, with each label’s first highest window as its peak', () => {
    const embeddings = [vector(0, 1), vector(1, 0), vector(1, 0), vector(1, 1)]
    const { windows, clip } = scoreWindows(embeddings, labels, 2)
    expect(clip.map((score) => score.peakWindow)).toEqual([1, 0])
    const mean = windows.reduce((sum, w) => sum + w.probabilities[0]!, 0) / 4
    expect(clip[0]?.probability).toBeCloseTo(mean, 15)
    expect(clip[0]?.peakProbability).toBe(windows[1]?.probabilities[0])
  })

  test('are one for a single label', () => {
    expect(scoreWindows([vector(0.6, 0.8)], [vector(1, 0)], 14).clip[0]?.probability).toBe(1)
  })

  test('need a window, a label and equal dimensions', () => {
    expect(() => scoreWindows([], labels, 1)).toThrow('received 0 and 2')
    expect(() => scoreWindows([vector(1, 0)], [], 1)).toThrow('received 1 and 0')
    expect(() => scoreWindows([vector(1)], labels, 1)).toThrow(RangeError)
  })
})
