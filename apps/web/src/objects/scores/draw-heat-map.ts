import type { View } from '../plot/view'

/** A colour for each of 256 probabilities, as red, green, blue. */
export type ColourMap = Uint8Array

/**
 * Paints windows × labels, one row of pixels a label and one column a pixel of the screen: where several windows share a
 * column, the most probable shows.
 *
 * @param probabilities label `rows[r]` in window `w` stands at `w * labelCount + rows[r]`; one below 0 is not there, and not drawn
 * @returns RGBA, `width * rows.length * 4` bytes
 */
export function drawHeatMap({
  edges,
  probabilities,
  labelCount,
  rows,
  view,
  width,
  colours,
}: {
  edges: readonly number[]
  probabilities: readonly number[]
  labelCount: number
  rows: readonly number[]
  view: View
  width: number
  colours: ColourMap
}): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * rows.length * 4)
  const loudest = new Float32Array(width)
  const secondsPerPixel = (view.endS - view.startS) / width
  for (const [row, label] of rows.entries()) {
    loudest.fill(-1)
    for (let window = 0; window < edges.length - 1; window++) {
      const from = Math.floor((edges[window]! - view.startS) / secondsPerPixel)
      const to = Math.ceil((edges[window + 1]! - view.startS) / secondsPerPixel)
      if (to <= 0 || from >= width) continue
      const probability = probabilities[window * labelCount + label]!
      for (let x = Math.max(0, from); x < Math.min(width, Math.max(to, from + 1)); x++) {
        if (probability > loudest[x]!) loudest[x] = probability
      }
    }
    for (let x = 0; x < width; x++) {
      const at = (row * width + x) * 4
      const probability = loudest[x]!
      if (probability < 0) continue
      const colour = Math.min(255, Math.round(probability * 255)) * 3
      pixels[at] = colours[colour]!
      pixels[at + 1] = colours[colour + 1]!
      pixels[at + 2] = colours[colour + 2]!
      pixels[at + 3] = 255
    }
  }
  return pixels
}
