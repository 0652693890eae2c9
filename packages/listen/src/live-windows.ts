/** A window that is due, by the samples it begins before and ends before, counted from the first one ever heard. */
export interface DueWindow {
  start: number
  end: number
}

export interface LiveWindowSpec {
  /** Hz */
  sampleRate: number
  windowSamples: number
  /** From one window's end to the next one's. */
  hopSamples: number
  /** How long a window that is due can still be read while more sound comes. */
  spareSamples: number
}

/** The first windows after a beginning are shorter than the others, but no shorter than this. */
const SHORTEST_S = 1
/** Full scale is 1. What goes far beyond, or is no number, is damage. */
const LOUDEST = 100

/**
 * The last seconds of a sound that goes on, and the windows in it: one is due whenever another hop of sound has come. The first ones
 * hold what there is. Memory is one ring, however long it goes on.
 */
export class LiveWindows {
  readonly #spec: LiveWindowSpec
  readonly #ring: Float32Array
  #hopSamples: number
  /** Where the sound began that is without a gap since. */
  #begin = 0
  #heard = 0
  #nextEnd: number

  constructor(spec: LiveWindowSpec) {
    this.#spec = spec
    this.#ring = new Float32Array(spec.windowSamples + spec.spareSamples)
    this.#hopSamples = spec.hopSamples
    this.#nextEnd = spec.hopSamples
  }

  /** Samples that came so far. */
  get heard(): number {
    return this.#heard
  }

  /**
   * Takes in sound, and leaves it alone afterwards. Samples that are no sound (NaN, infinite, far beyond full scale) become silence.
   *
   * @returns the windows that are due now
   */
  push(samples: Float32Array): DueWindow[] {
    const due: DueWindow[] = []
    for (const sample of samples) {
      const isSound = sample >= -LOUDEST && sample <= LOUDEST
      this.#ring[this.#heard++ % this.#ring.length] = isSound ? sample : 0
      if (this.#heard >= this.#nextEnd) this.#addDue(due)
    }
    return due
  }

  /**
   * Ends the sound that was without a gap: no window reaches over this.
   *
   * @returns what has not been in a window yet, where it is a second or longer
   */
  gap(): DueWindow[] {
    const lastEnd = this.#nextEnd - this.#hopSamples
    const isLong = this.#heard - lastEnd >= this.#shortest()
    const due = isLong ? [this.#windowTo(this.#heard)] : []
    this.#begin = this.#heard
    this.#nextEnd = this.#heard + this.#hopSamples
    return due
  }

  setHop(hopSamples: number): void {
    this.#nextEnd += hopSamples - this.#hopSamples
    this.#hopSamples = hopSamples
  }

  /** @returns a copy of a window's samples; null where too much sound has come since */
  read({ start, end }: DueWindow): Float32Array | null {
    const size = this.#ring.length
    if (this.#heard - start > size) return null
    const at = start % size
    const samples = new Float32Array(end - start)
    samples.set(this.#ring.subarray(at, at + samples.length))
    const fromEnd = Math.min(samples.length, size - at)
    samples.set(this.#ring.subarray(0, samples.length - fromEnd), fromEnd)
    return samples
  }

  #addDue(due: DueWindow[]): void {
    if (this.#heard - this.#begin >= this.#shortest()) due.push(this.#windowTo(this.#heard))
    this.#nextEnd = this.#heard + this.#hopSamples
  }

  #windowTo(end: number): DueWindow {
    return { start: Math.max(this.#begin, end - this.#spec.windowSamples), end }
  }

  #shortest(): number {
    return Math.min(SHORTEST_S * this.#spec.sampleRate, this.#spec.windowSamples)
  }
}
