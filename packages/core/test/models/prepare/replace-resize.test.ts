import { expect, test } from 'vitest'
import type { OnnxGraph, OnnxNode } from '../../../src/models/prepare/onnx-graph.js'
import { replaceResize } from '../../../src/models/prepare/replace-resize.js'

const text = (name: string, s: string) => ({ name, s: Buffer.from(s), type: 3 })

function makeGraph(attributes: OnnxNode['attribute'] = []): { graph: OnnxGraph; node: OnnxNode } {
  const usual = [text('mode', 'cubic'), text('coordinate_transformation_mode', 'align_corners')]
  const node = {
    opType: 'Resize',
    input: ['x', '', '', 'sizes'],
    output: ['y'],
    attribute: [...attributes, ...usual],
  }
  return { graph: { node: [node], initializer: [], input: [], output: [], valueInfo: [] }, node }
}

test("CLAP's Resize becomes a product", () => {
  const { graph, node } = makeGraph()
  expect(replaceResize(graph, node, { from: [1, 1, 1001, 64], to: [1, 1, 1024, 64] })).toBe(true)
  expect(graph.node.map(({ opType }) => opType)).toEqual(['Gather', 'MatMul', 'Reshape'])
  expect(graph.node.at(-1)?.output).toEqual(['y'])
})

test.each([
  ['of two dimensions at once', { from: [1, 1, 1001, 64], to: [1, 1, 1024, 128] }],
  ['of the last dimension', { from: [1, 1, 64, 1001], to: [1, 1, 64, 1024] }],
  ['to a size that a constant could not hold', { from: [1, 1, 1001, 64], to: [1, 1, 1e9, 64] }],
  ['from too few rows', { from: [1, 1, 3, 64], to: [1, 1, 1024, 64] }],
  ['of sizes that nobody knows', { from: [1, 1, Number.NaN, 64], to: [1, 1, 1024, 64] }],
  ['to a negative size', { from: [1, 1, 1001, 64], to: [1, 1, -1024, 64] }],
  ['of another rank', { from: [1001, 64], to: [1, 1, 1024, 64] }],
])('one %s stays', (_, shapes) => {
  const { graph, node } = makeGraph()
  expect(replaceResize(graph, node, shapes)).toBe(false)
  expect(graph).toEqual(makeGraph().graph)
})

test.each([
  [text('mode', 'nearest')],
  [text('coordinate_transformation_mode', 'half_pixel')],
  [{ name: 'antialias', i: 1, type: 2 }],
  [{ name: 'exclude_outside', i: 1, type: 2 }],
])('one that computes otherwise stays: %o', (attribute) => {
  const { graph, node } = makeGraph([attribute])
  const shapes = { from: [1, 1, 1001, 64], to: [1, 1, 1024, 64] }
  expect(replaceResize(graph, node, shapes)).toBe(false)
})
