// What the browser's sound thread runs: a file of its own, which the page's Content-Security-Policy takes from its own server.
import { packSamples } from './pack-samples'

declare const sampleRate: number
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(
  name: string,
  processor: new () => AudioWorkletProcessor & {
    process: (inputs: Float32Array[][]) => boolean
  },
): void

/** Each message costs the page a turn; each block is heard so much later than it could be. */
const BLOCK_S = 0.05

/** Hands the page what it hears in blocks of 50 ms, one channel of 16 bits. */
class Capture extends AudioWorkletProcessor {
  readonly #block = new Float32Array(Math.round(BLOCK_S * sampleRate))
  #filled = 0

  process([input]: Float32Array[][]): boolean {
    for (const sample of input?.[0] ?? []) {
      this.#block[this.#filled++] = sample
      if (this.#filled < this.#block.length) continue
      const packed = packSamples(this.#block)
      this.port.postMessage(packed, [packed.buffer])
      this.#filled = 0
    }
    return true
  }
}

registerProcessor('capture', Capture)
