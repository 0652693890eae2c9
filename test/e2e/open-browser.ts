import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Site } from './start-site.js'

export type Visit = {
  context: BrowserContext
  page: Page
  /** What must not happen on any page: an error in the console, an exception, a request to another host. */
  faults: string[]
  close: () => Promise<void>
}

/** A Chromium without a window: CHROMIUM_PATH, or what Debian's package installs. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
}

/** A browser of its own that is not signed in yet. */
export async function visit(site: Pick<Site, 'url'>): Promise<Visit> {
  const browser = await openBrowser()
  const context = await browser.newContext({
    baseURL: site.url,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  return {
    context,
    page,
    faults: watchFaults(page, new URL(site.url).origin),
    close: () => browser.close(),
  }
}

/** The same, signed in by an API key and not by the page. */
export async function visitSignedIn(site: Pick<Site, 'url' | 'apiKey'>): Promise<Visit> {
  const opened = await visit(site)
  await signIn(opened.context, site)
  return opened
}

export async function signIn(
  context: BrowserContext,
  { url, apiKey }: Pick<Site, 'url' | 'apiKey'>,
): Promise<void> {
  const answer = await context.request.post(`${url}/v1/session`, {
    data: { key: apiKey },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`could not sign in: ${await answer.text()}`)
}

/** A violation of the page's Content-Security-Policy is an error in the console, too. */
export function watchFaults(page: Page, origin: string): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error}`))
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url())
    if (protocol.startsWith('http') && asked !== origin) faults.push(`asks ${request.url()}`)
  })
  return faults
}
