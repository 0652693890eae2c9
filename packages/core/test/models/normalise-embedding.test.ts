import { expect, test } from 'vitest'
import { normaliseEmbedding } from '../../src/models/normalise-embedding.js'

test('gives a copy of length one and leaves the answer as it was', () => {
  const raw = new Float32Array(512).fill(2)
  const embedding = normaliseEmbedding(raw, 'audio_model.onnx')
  expect(embedding[0]).toBeCloseTo(1 / Math.sqrt(512), 7)
  expect(raw[0]).toBe(2)
})

test.each([
  ['not a number', new Float32Array(512).fill(Number.NaN), 'length NaN'],
  ['infinite', new Float32Array(512).fill(Infinity), 'length Infinity'],
  ['zero', new Float32Array(512), 'length 0'],
  ['of another width', new Float32Array(768).fill(1), '768 numbers instead of 512'],
  ['not there', undefined, 'undefined numbers instead of 512'],
])('refuses an embedding that is %s, naming the file', (_, raw, message) => {
  expect(() => normaliseEmbedding(raw, 'audio_model.onnx')).toThrow(message)
  expect(() => normaliseEmbedding(raw, 'audio_model.onnx')).toThrow('audio_model.onnx')
})
