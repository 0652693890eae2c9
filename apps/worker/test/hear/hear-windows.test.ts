import { defaultModelDir } from '@earmark/config'
import { createWindowMemory, cutWindows } from '@earmark/core'
import { createInferencePool, type InferencePool } from '@earmark/inference'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hearWindows } from '../../src/hear/hear-windows.js'

let pool: InferencePool
beforeAll(async () => {
  pool = await createInferencePool({ modelDir: defaultModelDir, processes: 2 })
})
afterAll(() => pool.close())

const RATE = 48_000
const WINDOW = 10 * RATE
const spec = { sampleRate: RATE, windowSamples: WINDOW, hopSamples: WINDOW }
const { signal } = new AbortController()

/** Thirteen windows, the sixth to the eighth of which are equal, and the last of which is short. */
async function* blocks() {
  const block = new Float32Array(RATE)
  for (let second = 0; second < 124; second += 1) {
    const window = Math.floor(second / 10)
    const frequency = window >= 5 && window < 8 ? 440 : 200 + 37 * window
    for (let i = 0; i < RATE; i += 1) block[i] = Math.sin((2 * Math.PI * frequency * i) / RATE)
    yield block
  }
}

test('windows in memory that is used again give the embeddings of windows in memory of their own', async () => {
  const own = await hearWindows(pool, cutWindows(blocks(), spec), signal)
  let taken = 0
  const memory = createWindowMemory(WINDOW)
  const fresh = new Set<ArrayBufferLike>()
  const counted = {
    ...memory,
    take() {
      const window = memory.take()
      taken += 1
      fresh.add(window.buffer)
      return window
    },
  }
  const again = await hearWindows(pool, cutWindows(blocks(), spec, counted), signal, counted)
  expect(again).toEqual(own)
  expect(again).toHaveLength(13)
  expect(taken).toBe(13)
  // Three under way, the one that the next is compared with, and that next one.
  expect(fresh.size).toBeLessThanOrEqual(5)
})
