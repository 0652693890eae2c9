import { encodePng } from './encode-png.js'
import { magma } from './magma.js'

/** What lies further below the loudest point is black. */
export const LEVEL_RANGE_DB = 80

/**
 * A picture of power, low frequencies at the bottom.
 *
 * @param power [width × height], column by column, the lowest frequency first
 */
export function drawSpectrogram(power: Float32Array, width: number): Buffer {
  const height = power.length / width
  const loudest = power.reduce((most, one) => Math.max(most, one), 0)
  const pixels = new Uint8Array(power.length)
  for (let x = 0; x < width; x++) {
    for (let row = 0; row < height; row++) {
      const level = 10 * Math.log10(power[x * height + row]! / loudest)
      const part = Math.max(0, 1 + level / LEVEL_RANGE_DB)
      // Of silence there is no level: black.
      pixels[(height - 1 - row) * width + x] = Number.isNaN(part) ? 0 : Math.round(part * 255)
    }
  }
  return encodePng(pixels, width, magma)
}
