import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const workspaces = ['apps', 'packages']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((folder) => existsSync(`${folder}/package.json`))

/** One project for each workspace, so that `npx vitest run --project @earmark/queue` runs one alone. */
function project(root: string) {
  const { name } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { name: string }
  return {
    test: {
      name,
      root,
      include: ['test/**/*.test.{ts,tsx}'],
      // Limits for a hang, not for speed: servers, ffmpeg and models start inside tests.
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }
}

export default defineConfig({
  test: {
    projects: [project('.'), ...workspaces.map(project)],
  },
})
