import { expect, test } from 'vitest'
import { traceCalls } from '../src/index.js'

test('without tracing, what is called is what it was', async () => {
  const target = { read: async (name: string) => `read ${name}` }
  expect(traceCalls(undefined, 's3', target, ['read'])).toBe(target)
})
