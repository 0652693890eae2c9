import type { OnnxGraph } from './onnx-graph.js'

/** Fixes the first size of all inputs and outputs, where it is free, at one window. @returns whether any was free */
export function fixBatch(graph: OnnxGraph): boolean {
  let wasFree = false
  for (const { type } of [...graph.input, ...graph.output]) {
    const [batch] = type?.tensorType?.shape?.dim ?? []
    if (batch === undefined || (batch.dimParam ?? '') === '') continue
    delete batch.dimParam
    batch.dimValue = 1
    wasFree = true
  }
  // What is said of the values in between was said of a free batch.
  if (wasFree) graph.valueInfo = []
  return wasFree
}
