import { INT64, type OnnxGraph, readIntegers } from './onnx-graph.js'

/** Takes out padding by nothing, which copies its input: a graph for any size has it where a window needs none. */
export function removeIdlePads(graph: OnnxGraph): void {
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]))
  const results = new Set(graph.output.map(({ name }) => name))
  const sources = new Map<string, string>()
  graph.node = graph.node.filter(({ opType, input, output }) => {
    const [source, pads] = input
    const [result] = output
    const sizes = constants.get(pads ?? '')
    if (opType !== 'Pad' || source === undefined || result === undefined) return true
    if (sizes?.dataType !== INT64 || results.has(result)) return true
    const numbers = readIntegers(sizes)
    if (numbers.length === 0 || numbers.some((size) => size !== 0)) return true
    sources.set(result, sources.get(source) ?? source)
    return false
  })
  for (const node of graph.node) node.input = node.input.map((name) => sources.get(name) ?? name)
}
