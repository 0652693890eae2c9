import { EarmarkError } from '@earmark/core'

/**
 * Full scale is 1, and float files may go beyond it by a few decibels. Forty decibels beyond is no recording: it is damage,
 * or integers that were written as floats.
 */
const LOUDEST = 100

/** Looks at a file's samples as they are decoded: their power, and whether they are sound at all. */
export class SampleCheck {
  #length = 0
  #energy = 0
  #notNumbers = 0
  #tooLoud = 0
  #firstBad = 0
  #peak = 0

  /** @returns false as soon as one sample of the file is no sound */
  add(samples: Float32Array): boolean {
    let energy = this.#energy
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i]!
      energy += sample * sample
      if (sample >= -LOUDEST && sample <= LOUDEST) continue
      this.#addBad(sample, this.#length + i)
    }
    this.#length += samples.length
    this.#energy = energy
    return this.#bad === 0
  }

  /** The mean of the squares: 1 is a square wave at full scale. */
  get power(): number {
    return this.#length === 0 ? 0 : this.#energy / this.#length
  }

  /** @returns UNDECODABLE_AUDIO with how many samples are no sound, or null where all are */
  describe(name: string, sampleRate: number): EarmarkError | null {
    if (this.#bad === 0) return null
    const kinds = [
      this.#notNumbers > 0 && `${count(this.#notNumbers)} are no numbers (NaN or infinite)`,
      this.#tooLoud > 0 &&
        `${count(this.#tooLoud)} are louder than ${LOUDEST} times full scale (up to ${this.#peak.toPrecision(3)})`,
    ].filter((kind) => kind !== false)
    const firstS = (this.#firstBad / sampleRate).toFixed(2)
    const advice =
      this.#notNumbers === 0 && this.#peak <= 2 ** 31
        ? ' Where its floats are integers of 16 or 32 bits, divide them by the largest such integer.'
        : ''
    const message = `${name} holds samples that are no sound: of ${count(this.#length)} decoded, ${kinds.join(' and ')}, the first at ${firstS} s.${advice}`
    return new EarmarkError('UNDECODABLE_AUDIO', message, { permanent: true })
  }

  get #bad(): number {
    return this.#notNumbers + this.#tooLoud
  }

  #addBad(sample: number, at: number): void {
    if (this.#bad === 0) this.#firstBad = at
    if (Number.isFinite(sample)) {
      this.#tooLoud++
      this.#peak = Math.max(this.#peak, Math.abs(sample))
    } else {
      this.#notNumbers++
    }
  }
}

function count(samples: number): string {
  return samples.toLocaleString('en')
}
