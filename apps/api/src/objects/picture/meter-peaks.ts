/** The lowest and the highest sample of each of so many equal parts of a sound, which comes in blocks. */
export class PeakMeter {
  readonly #min: Float32Array
  readonly #max: Float32Array
  readonly #samplesPerPoint: number
  #heard = 0

  /** @param length of the whole sound, in samples */
  constructor(points: number, length: number) {
    this.#min = new Float32Array(points).fill(Infinity)
    this.#max = new Float32Array(points).fill(-Infinity)
    this.#samplesPerPoint = length / points
  }

  add(block: Float32Array): void {
    const last = this.#min.length - 1
    for (let i = 0; i < block.length; ) {
      const point = Math.min(last, Math.floor((this.#heard + i) / this.#samplesPerPoint))
      const pointEnd = Math.ceil((point + 1) * this.#samplesPerPoint) - this.#heard
      const end = point === last ? block.length : Math.min(block.length, Math.max(i + 1, pointEnd))
      let low = this.#min[point]!
      let high = this.#max[point]!
      for (; i < end; i++) {
        const sample = block[i]!
        if (sample < low) low = sample
        if (sample > high) high = sample
      }
      this.#min[point] = low
      this.#max[point] = high
    }
    this.#heard += block.length
  }

  /** Of parts shorter than a sample, each goes on with the one before. What has not been heard is silence. */
  read(): { min: Float32Array; max: Float32Array } {
    for (let point = 0; point < this.#min.length; point++) {
      if (this.#min[point] !== Infinity) continue
      const isHeard = point > 0 && point * this.#samplesPerPoint < this.#heard
      this.#min[point] = isHeard ? this.#min[point - 1]! : 0
      this.#max[point] = isHeard ? this.#max[point - 1]! : 0
    }
    return { min: this.#min, max: this.#max }
  }
}
