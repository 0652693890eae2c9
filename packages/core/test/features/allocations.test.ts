import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const FEATURES_BYTES = 1001 * 64 * Float32Array.BYTES_PER_ELEMENT

test('a window costs the memory of its features, and hardly more', async () => {
  const child = fork(fileURLToPath(new URL('count-allocations.ts', import.meta.url)), {
    // Nothing is collected while it is counted: what is allocated is what has been added.
    execArgv: [
      '--import',
      'tsx',
      '--expose-gc',
      '--min-semi-space-size=64',
      '--max-semi-space-size=64',
    ],
  })
  const [bytes] = (await once(child, 'message')) as [number]
  expect(bytes).toBeGreaterThan(FEATURES_BYTES)
  expect(bytes).toBeLessThan(FEATURES_BYTES + 32 * 1024)
})
