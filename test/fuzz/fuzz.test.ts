import { expect, test } from 'vitest'
import { runFuzz, type TargetName } from './run-fuzz.js'

const SEED = 7

/** How many of each: what is cheap, more often. And what some come to: otherwise nothing would be shown. */
test.each<[TargetName, number, string]>([
  ['requests', 700, 'requests 200'],
  ['manifests', 300, 'manifests objects'],
  ['sounds', 12, 'sounds sound'],
  ['models', 3, 'models onnx MODEL_INVALID'],
])(
  '%s: whatever comes, nothing crashes, is answered otherwise than promised, or is left behind',
  async (only, inputs, reached) => {
    const { ends, failures } = await runFuzz({ inputs, seed: SEED, only })
    expect(failures).toEqual([])
    expect(ends.get(reached)).toBeGreaterThan(0)
  },
)
