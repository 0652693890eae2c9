/** Taps of a cubic convolution, and the fewest rows that can be resampled. */
export const TAPS = 4
const BLOCKS = 8

/** A resampling of rows as a product: block b of the output is weights[b] · input[rows[b]]. */
export interface CubicBands {
  blocks: number
  /** Of the input, that a block looks at. */
  width: number
  /** [blocks · width] */
  rows: number[]
  /** [blocks, to / blocks, width] */
  weights: Float32Array
}

/**
 * The weights of a cubic resampling from `from` rows to `to` with aligned corners, as ONNX's Resize does it: each
 * row comes of four neighbours, and what is beyond an end is that end. A matrix of all rows by all would be nearly all zeros: it
 * is cut into blocks along its diagonal.
 *
 * @param a the cubic's coefficient, -0.75 in PyTorch
 */
export function cubicBands(from: number, to: number, a: number): CubicBands {
  const blocks = to % BLOCKS === 0 ? BLOCKS : 1
  const blockRows = to / blocks
  const firsts = Array.from({ length: to }, (_, row) => Math.floor(sourceOf(row)) - 1)
  const starts = Array.from({ length: blocks }, (_, b) => clamp(firsts[b * blockRows]!))
  const ends = starts.map((_, b) => clamp(firsts[(b + 1) * blockRows - 1]! + TAPS - 1))
  const width = Math.max(...starts.map((start, b) => ends[b]! - start + 1))
  const rows: number[] = []
  const weights = new Float32Array(to * width)
  for (const [b, first] of starts.entries()) {
    const start = Math.min(first, from - width)
    for (let i = 0; i < width; i += 1) rows.push(start + i)
    for (let row = b * blockRows; row < (b + 1) * blockRows; row += 1) {
      const source = sourceOf(row)
      for (let tap = 0; tap < TAPS; tap += 1) {
        const at = Math.floor(source) - 1 + tap
        weights[row * width + clamp(at) - start]! += cubic(Math.abs(source - at), a)
      }
    }
  }
  return { blocks, width, rows, weights }

  /** ONNX Runtime computes this in float32. */
  function sourceOf(row: number): number {
    return to === 1 ? 0 : Math.fround((row * (from - 1)) / (to - 1))
  }

  function clamp(row: number): number {
    return Math.min(from - 1, Math.max(0, row))
  }
}

/** Keys' kernel at a distance of 0 to 2. */
function cubic(distance: number, a: number): number {
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1
  return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
}
