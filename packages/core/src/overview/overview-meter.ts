import { createPowerSpectrum } from '../features/power-spectrum.js'
import { createFrequencyRows } from './frequency-rows.js'
import { type Overview, toLevelByte } from './overview.js'

const PEAK_S = 2
const SPECTRUM_S = 5
const BANDS = 32
/** Of five seconds, so many looks tell what sounds in them, and cost a hundredth of hearing it. */
const LOOKS = 4
const FRAME = 4096
/** What createPowerSpectrum gives of a sine of full scale, in the middle of a bin, under a Hann window. */
const FULL_SCALE = FRAME ** 2 / 4
const FULL_INTEGER = 32_767

/**
 * Makes an overview of sound that passes by in blocks; how it is cut into them makes no difference. It holds the overview and one
 * frame.
 */
export class OverviewMeter {
  readonly #peakSamples: number
  readonly #stepSamples: number
  readonly #peaks: number[] = []
  readonly #spectra: number[] = []
  readonly #frame = new Float32Array(FRAME)
  readonly #power = new Float64Array(FRAME / 2)
  readonly #rows = new Float32Array(BANDS)
  readonly #transform: () => void
  #heard = 0
  #filled = 0
  #looks = 0
  #low = Number.POSITIVE_INFINITY
  #high = Number.NEGATIVE_INFINITY

  /** @param sampleRate Hz; such that a frame is shorter than the way to the next */
  constructor(sampleRate: number) {
    this.#peakSamples = PEAK_S * sampleRate
    this.#stepSamples = (SPECTRUM_S * sampleRate) / LOOKS
    const spectrum = createPowerSpectrum(FRAME, FRAME / 2, hann(FRAME))
    const addRows = createFrequencyRows(BANDS, sampleRate / FRAME)
    this.#transform = () => {
      spectrum(this.#frame, 0, this.#power)
      addRows(this.#power, this.#rows, 0)
    }
  }

  add(block: Float32Array): void {
    this.#addPeaks(block)
    this.#addFrames(block)
    this.#heard += block.length
  }

  /** What has been heard so far; nothing can be added after it. */
  read(): Overview {
    if (this.#high >= this.#low) this.#endPeaks()
    if (this.#filled > 0) this.#endFrame()
    if (this.#looks % LOOKS > 0) this.#endSpectrum(this.#looks % LOOKS)
    return {
      peakS: PEAK_S,
      peaks: Int16Array.from(this.#peaks),
      spectrumS: SPECTRUM_S,
      bands: BANDS,
      spectra: Uint8Array.from(this.#spectra),
    }
  }

  #addPeaks(block: Float32Array): void {
    for (let i = 0; i < block.length; ) {
      const left = this.#peakSamples - ((this.#heard + i) % this.#peakSamples)
      const end = Math.min(block.length, i + left)
      let low = this.#low
      let high = this.#high
      for (let at = i; at < end; at++) {
        const sample = block[at]!
        if (sample < low) low = sample
        if (sample > high) high = sample
      }
      this.#low = low
      this.#high = high
      if (end - i === left) this.#endPeaks()
      i = end
    }
  }

  #endPeaks(): void {
    this.#peaks.push(toInteger(this.#low), toInteger(this.#high))
    this.#low = Number.POSITIVE_INFINITY
    this.#high = Number.NEGATIVE_INFINITY
  }

  #addFrames(block: Float32Array): void {
    for (let i = 0; i < block.length; ) {
      const wait = this.#frameStart() - (this.#heard + i)
      if (wait > 0 && this.#filled === 0) {
        i += Math.min(wait, block.length - i)
        continue
      }
      const taken = Math.min(block.length - i, FRAME - this.#filled)
      this.#frame.set(block.subarray(i, i + taken), this.#filled)
      this.#filled += taken
      i += taken
      if (this.#filled === FRAME) this.#endFrame()
    }
  }

  /** In the middle of its quarter. */
  #frameStart(): number {
    return Math.floor((this.#looks + 0.5) * this.#stepSamples - FRAME / 2)
  }

  #endFrame(): void {
    this.#frame.fill(0, this.#filled)
    this.#filled = 0
    this.#transform()
    this.#looks++
    if (this.#looks % LOOKS === 0) this.#endSpectrum(LOOKS)
  }

  #endSpectrum(looks: number): void {
    for (const power of this.#rows) {
      this.#spectra.push(toLevelByte(10 * Math.log10(power / looks / FULL_SCALE)))
    }
    this.#rows.fill(0)
  }
}

function toInteger(sample: number): number {
  return Math.round(Math.min(1, Math.max(-1, sample)) * FULL_INTEGER)
}

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length))
}
