import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Stryker tests a copy of the tree, from the copy's root.
export default defineConfig({
  test: {
    root: join(process.cwd(), 'apps/worker'),
    include: [
      'test/classify/decide-outcome.test.ts',
      'test/deliver/{create-address-guard,deliver,verify-webhook}.test.ts',
      'test/dispatch/{alarm,plan-turns}.test.ts',
      'test/hear/in-lanes.test.ts',
    ],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
