import { cubicBands, TAPS } from './cubic-bands.js'
import {
  floatTensor,
  INT_ATTRIBUTE,
  integerTensor,
  type OnnxGraph,
  type OnnxNode,
} from './onnx-graph.js'

const DEFAULT_CUBIC_COEFFICIENT = -0.75
/** Of a constant: a hostile file could ask for any. CLAP's would have 1,025,024. */
const MAX_WEIGHTS = 4_000_000 // were it not banded

/** The node's input and output, where both are a tensor of one resampled dimension, the last but one. */
export interface ResizeShapes {
  from: readonly number[]
  to: readonly number[]
}

/**
 * Puts a product with a constant in place of a cubic Resize along the last dimension but one: ONNX Runtime computes
 * cubic weights again for every value.
 *
 * @returns whether it could
 */
export function replaceResize(graph: OnnxGraph, node: OnnxNode, shapes: ResizeShapes): boolean {
  const { from, to } = shapes
  if (!isCubicWithCorners(node) || !isOnlyRows(from, to)) return false
  const [input] = node.input
  const [output] = node.output
  if (input === undefined || output === undefined) return false
  const a = attribute(node, 'cubic_coeff_a')?.f ?? DEFAULT_CUBIC_COEFFICIENT
  const [rowsFrom, rowsTo] = [from.at(-2)!, to.at(-2)!]
  if (rowsTo * rowsFrom > MAX_WEIGHTS || rowsFrom < TAPS) return false
  const { blocks, width, rows, weights } = cubicBands(rowsFrom, rowsTo, a)
  const name = (part: string) => `${output}/earmark/${part}`
  graph.initializer.push(
    integerTensor(name('rows'), [blocks, width], rows),
    floatTensor(name('weights'), [blocks, rowsTo / blocks, width], weights),
    integerTensor(name('shape'), [to.length], [...to]),
  )
  const axis = { name: 'axis', i: to.length - 2, type: INT_ATTRIBUTE }
  const nodes: OnnxNode[] = [
    {
      opType: 'Gather',
      input: [input, name('rows')],
      output: [name('bands')],
      attribute: [axis],
    },
    {
      opType: 'MatMul',
      input: [name('weights'), name('bands')],
      output: [name('blocks')],
      attribute: [],
    },
    {
      opType: 'Reshape',
      input: [name('blocks'), name('shape')],
      output: [output],
      attribute: [],
    },
  ]
  graph.node.splice(graph.node.indexOf(node), 1, ...nodes)
  return true
}

function isCubicWithCorners(node: OnnxNode): boolean {
  return (
    textOf(node, 'mode') === 'cubic' &&
    textOf(node, 'coordinate_transformation_mode') === 'align_corners' &&
    Number(attribute(node, 'exclude_outside')?.i ?? 0) === 0 &&
    Number(attribute(node, 'antialias')?.i ?? 0) === 0
  )
}

function isOnlyRows(from: readonly number[], to: readonly number[]): boolean {
  const rows = to.length - 2
  return (
    rows >= 0 &&
    from.length === to.length &&
    [...from, ...to].every((size) => Number.isSafeInteger(size) && size > 0) &&
    from.every((size, i) => i === rows || size === to[i])
  )
}

function attribute(node: OnnxNode, name: string) {
  return node.attribute.find((other) => other.name === name)
}

function textOf(node: OnnxNode, name: string): string {
  return Buffer.from(attribute(node, name)?.s ?? []).toString('latin1')
}
