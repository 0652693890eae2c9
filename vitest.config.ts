import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const repository = import.meta.dirname
const workspaces = ['apps', 'packages']
  .flatMap((folder) => readdirSync(join(repository, folder)).map((name) => join(folder, name)))
  .map((folder) => join(repository, folder))
  .filter((folder) => existsSync(join(folder, 'package.json')))

/** One project for each workspace, so that `npx vitest run --project @earmark/queue` runs one alone. */
function project(root: string) {
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string }
  return {
    test: {
      name,
      root,
      include: ['test/**/*.test.{ts,tsx}'],
      // Limits for a hang, not for speed: servers, ffmpeg and models start inside tests.
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
  }
}

export default defineConfig({
  test: {
    // vitest leaves a core free, of two that is half: but much of a test is waiting for servers.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [project(repository), ...workspaces.map(project)],
  },
})
