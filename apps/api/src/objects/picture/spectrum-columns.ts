import { createFrequencyRows, createPowerSpectrum } from '@earmark/core'
import { PICTURE_SAMPLE_RATE } from '../sound/create-sounds.js'

/** 32 ms: for what is looked at closely. */
const SHORT_FRAME = 1024
/** 128 ms: each column is longer than half of it, and low pitches are told apart. */
const LONG_FRAME = 4096
/** Of a column of many seconds, so many looks are enough. */
const MAX_FRAMES = 8

/** The mean spectrum of each of so many equal parts of a sound, which comes in blocks. Memory does not grow with its length. */
export class SpectrumColumns {
  /** [width × height]: power, column by column, the lowest frequency first. */
  readonly power: Float32Array
  readonly #height: number
  readonly #frame: number
  readonly #framesPerColumn: number
  readonly #step: number
  readonly #frames: number
  readonly #transform: (at: number) => void
  /** Of the sound with half a frame of silence before and behind it, what is still needed. */
  #held: Float32Array
  #heldFrom = 0
  #heldLength: number
  #next = 0

  /** @param length of the whole sound, in samples */
  constructor({ width, height, length }: { width: number; height: number; length: number }) {
    const column = length / width
    this.#height = height
    this.#frame = column * 2 < LONG_FRAME ? SHORT_FRAME : LONG_FRAME
    this.#framesPerColumn = Math.min(MAX_FRAMES, Math.max(1, Math.ceil(column / this.#frame)))
    this.#step = column / this.#framesPerColumn
    this.#frames = width * this.#framesPerColumn
    this.power = new Float32Array(width * height)
    this.#held = new Float32Array(this.#frame * 2)
    this.#heldLength = this.#frame / 2
    const power = new Float64Array(this.#frame / 2)
    const spectrum = createPowerSpectrum(this.#frame, this.#frame / 2, hann(this.#frame))
    const addRows = createFrequencyRows(height, PICTURE_SAMPLE_RATE / this.#frame)
    this.#transform = (at) => {
      spectrum(this.#held, at, power)
      addRows(power, this.power, Math.floor(this.#next / this.#framesPerColumn) * this.#height)
    }
  }

  add(block: Float32Array): void {
    this.#append(block)
    while (this.#next < this.#frames) {
      const at = Math.floor((this.#next + 0.5) * this.#step) - this.#heldFrom
      if (at + this.#frame > this.#heldLength) {
        this.#drop(Math.min(at, this.#heldLength))
        return
      }
      this.#transform(at)
      this.#next++
    }
    this.#drop(this.#heldLength)
  }

  /** What has not come is silence. */
  end(): void {
    this.add(new Float32Array(this.#frame / 2))
  }

  #append(block: Float32Array): void {
    const length = this.#heldLength + block.length
    if (length > this.#held.length) {
      const larger = new Float32Array(length)
      larger.set(this.#held.subarray(0, this.#heldLength))
      this.#held = larger
    }
    this.#held.set(block, this.#heldLength)
    this.#heldLength = length
  }

  #drop(samples: number): void {
    this.#held.copyWithin(0, samples, this.#heldLength)
    this.#heldLength -= samples
    this.#heldFrom += samples
  }
}

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length))
}
