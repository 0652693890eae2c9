import { defineConfig } from 'vitest/config'

/** What is deployed: its dependencies stand in this folder, so that npm start and npm test install nothing of them. */
export default defineConfig({
  test: {
    name: 'deploy',
    root: import.meta.dirname,
    dir: import.meta.dirname,
    include: ['*.deploy.ts'],
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
})
