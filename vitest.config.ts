import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const repository = import.meta.dirname
const workspaces = ['apps', 'packages']
  .flatMap((folder) => readdirSync(join(repository, folder)).map((name) => join(folder, name)))
  .map((folder) => join(repository, folder))
  .filter((folder) => existsSync(join(folder, 'package.json')))

/** The packages by their sources: what a test imports is what was written last, not what was built last. */
const sources = workspaces.flatMap((folder) => {
  const { name, exports = {} } = readPackage(folder)
  return Object.entries(exports).map(([path, { default: built }]) => ({
    find: new RegExp(`^${join(name, path)}$`),
    replacement: join(folder, built.replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts')),
  }))
})

function readPackage(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    exports?: Record<string, { default: string }>
  }
}

/** One project for each workspace, so that `npx vitest run --project @earmark/queue` runs one alone. */
function project(root: string) {
  return {
    resolve: { alias: sources },
    test: {
      name: readPackage(root).name,
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
    globalSetup: 'test/prepare-run.ts',
    projects: [project(repository), ...workspaces.map(project)],
  },
})
