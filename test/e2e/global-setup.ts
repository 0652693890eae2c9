import type { TestProject } from 'vitest/node'
import { openSite, type Site } from './start-site.js'

declare module 'vitest' {
  interface ProvidedContext {
    site: Site
  }
}

/** One start for all tests: each leaves what others need as it was. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { site, stop } = await openSite()
  project.provide('site', site)
  return stop
}
