import type { TestProject } from 'vitest/node'
import { findSite, type Site, startSite } from './start-site.js'

declare module 'vitest' {
  interface ProvidedContext {
    site: Site
  }
}

/**
 * One start for all tests: each leaves what others need as it was. E2E_HOME names the home of an `npm start` that runs
 * already, in its place.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.E2E_HOME
  if (running !== undefined) {
    project.provide('site', await findSite(running))
    return async () => {}
  }
  const { site, stop } = await startSite()
  project.provide('site', site)
  return stop
}
