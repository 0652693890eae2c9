import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Stryker tests a copy of the tree, from the copy's root.
export default defineConfig({
  test: {
    root: join(process.cwd(), 'apps/worker'),
    include: [
      'test/{alarm,create-address-guard,decide-outcome,deliver,in-lanes,plan-turns,verify-webhook}.test.ts',
    ],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
