import type { ObjectScores } from '../shapes'

export type Cells = Pick<ObjectScores, 'starts' | 'ends'>

/**
 * Where each window is drawn. Windows that overlap would cover each other: each gets the hop around its middle, the first
 * and the last what is left to their ends.
 *
 * @returns seconds; window `w` is drawn from `edges[w]` to `edges[w + 1]`
 */
export function cellEdges({ starts, ends }: Cells): number[] {
  const edges: number[] = [starts[0] ?? 0]
  for (let window = 1; window < starts.length; window++) {
    const before = (starts[window - 1]! + ends[window - 1]!) / 2
    const here = (starts[window]! + ends[window]!) / 2
    edges.push((before + here) / 2)
  }
  edges.push(ends.at(-1) ?? 0)
  return edges
}

/** The window that is drawn at a second; -1 where there is none. */
export function windowAt(edges: readonly number[], second: number): number {
  if (edges.length < 2 || second < edges[0]! || second > edges.at(-1)!) return -1
  let low = 0
  let high = edges.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (edges[middle]! <= second) low = middle
    else high = middle - 1
  }
  return low
}
