// Forked by allocations.test.ts: says how many bytes are allocated for each window of noise, from its samples to its features.
import { setTimeout } from 'node:timers/promises'
import { cutWindows } from '../../src/audio/cut-windows.js'
import { createWindowMemory } from '../../src/audio/window-memory.js'
import { createLogMel } from '../../src/features/log-mel.js'
import { clapLogMel } from '../../src/features/log-mel-spec.js'

/** So many also until all is compiled; the one buffer of a recording hardly counts among them. */
const WINDOWS = 100
const { sampleRate, windowSamples } = clapLogMel
const logMel = createLogMel(clapLogMel)
const memory = createWindowMemory(windowSamples)
const block = Float32Array.from({ length: sampleRate }, (_, i) => Math.sin(i * i * 0.37) / 4)

async function* sound(windows: number): AsyncGenerator<Float32Array> {
  for (let n = 0; n < (windows * windowSamples) / block.length; n += 1) yield block
}

async function hear(windows: number): Promise<void> {
  const spec = { sampleRate, windowSamples, hopSamples: windowSamples }
  for await (const { samples } of cutWindows(sound(windows), spec, memory)) {
    logMel(samples)
    memory.give(samples)
  }
}

function allocated(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

await hear(WINDOWS)
// Memory of samples is given back some time after the collection.
globalThis.gc?.()
await setTimeout(100)
globalThis.gc?.()
await setTimeout(100)
const before = allocated()
await hear(WINDOWS)
process.send?.((allocated() - before) / WINDOWS)
