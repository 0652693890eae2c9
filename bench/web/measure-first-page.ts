import { gzipSync } from 'node:zlib'
import type { Response } from 'playwright-core'
import { visitSignedIn } from '../../test/e2e/open-browser.js'
import type { Site } from '../../test/e2e/start-site.js'
import { median } from './median.js'

const LOADS = 5

/**
 * Opens the first page in a browser that has none of it yet.
 *
 * @returns kB of script after gzip, of all that comes before anybody has pressed anything; and ms until what the archive
 *   sounds like can be pressed, the median of five
 */
export async function measureFirstPage(
  site: Site,
): Promise<{ script_kb: number; first_page_ms: number }> {
  const times: number[] = []
  let scriptBytes = 0
  for (let load = 0; load < LOADS; load++) {
    const { page, close } = await visitSignedIn(site)
    const scripts: Response[] = []
    page.on('response', (answer) => {
      if (answer.request().resourceType() === 'script') scripts.push(answer)
    })
    const startedAt = performance.now()
    await page.goto('/', { waitUntil: 'commit' })
    await page
      .getByRole('main')
      .getByRole('listitem')
      .getByRole('link')
      .first()
      .click({ trial: true })
    times.push(performance.now() - startedAt)
    await page.waitForLoadState('networkidle')
    const bodies = await Promise.all(scripts.map((answer) => answer.body()))
    scriptBytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
    await close()
  }
  return {
    script_kb: Math.round(scriptBytes / 100) / 10,
    first_page_ms: Math.round(median(times)),
  }
}
