import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Request,
} from 'playwright-core'
import type { Site } from './start-site.js'

export type Visit = {
  context: BrowserContext
  page: Page
  /** What must not happen on any page: an error in the console, an exception, a request to another host. */
  faults: string[]
  /** Waits until the page has this heading and all that it asks for at first. */
  settle: (heading: RegExp) => Promise<void>
  close: () => Promise<void>
}

/** For so long a page that has settled asks for nothing. */
const QUIET_MS = 500
/** What goes on as long as the page is there. */
const ENDLESS = ['eventsource', 'media', 'websocket']

export type VisitOptions = {
  /** A WAV file, which is heard again and again; without one there is no microphone. */
  microphone?: string
  /** Whether the person lets the page use it. */
  allowsMicrophone?: boolean
}

/** A Chromium without a window: CHROMIUM_PATH, or what Debian's package installs. */
function openBrowser({ microphone, allowsMicrophone = true }: VisitOptions): Promise<Browser> {
  const device = [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}`,
  ]
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      ...(microphone === undefined ? [] : device),
      ...(allowsMicrophone ? ['--use-fake-ui-for-media-stream'] : []),
    ],
  })
}

/** A browser of its own that is not signed in yet. */
export async function visit(site: Pick<Site, 'url'>, options: VisitOptions = {}): Promise<Visit> {
  const browser = await openBrowser(options)
  const context = await browser.newContext({
    baseURL: site.url,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    permissions: [
      'clipboard-read',
      'clipboard-write',
      ...(options.allowsMicrophone === false ? [] : ['microphone']),
    ],
  })
  // A limit for a hang, not for speed: an API that was killed may take a minute to be back on a machine at work.
  context.setDefaultTimeout(100_000)
  const page = await context.newPage()
  await context.addInitScript(logViolations)
  const isQuiet = watchRequests(page)
  return {
    context,
    page,
    faults: watchFaults(page, new URL(site.url).origin),
    async settle(heading) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor({ state: 'hidden' })
      while (!isQuiet()) await page.waitForTimeout(QUIET_MS / 5)
    },
    close: () => browser.close(),
  }
}

/** The same, signed in by an API key and not by the page. */
export async function visitSignedIn(
  site: Pick<Site, 'url' | 'apiKey'>,
  options?: VisitOptions,
): Promise<Visit> {
  const opened = await visit(site, options)
  await signIn(opened.context, site)
  return opened
}

async function signIn(
  context: BrowserContext,
  { url, apiKey }: Pick<Site, 'url' | 'apiKey'>,
): Promise<void> {
  const answer = await context.request.post(`${url}/v1/session`, {
    data: { key: apiKey },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`could not sign in: ${await answer.text()}`)
}

/** Runs in the page. What the Content-Security-Policy refuses and the page catches is in no console by itself. */
function logViolations(): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error(`refused by ${violatedDirective}: ${blockedURI}`),
  )
}

function watchFaults(page: Page, origin: string): string[] {
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

/** @returns whether nothing is under way, and has not been for a while */
function watchRequests(page: Page): () => boolean {
  const underWay = new Set<Request>()
  let changedAt = 0
  const note = (change: (request: Request) => unknown) => (request: Request) => {
    if (ENDLESS.includes(request.resourceType())) return
    change(request)
    changedAt = Date.now()
  }
  page.on(
    'request',
    note((request) => underWay.add(request)),
  )
  const end = note((request) => underWay.delete(request))
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  page.on('domcontentloaded', () => underWay.clear())
  return () => underWay.size === 0 && Date.now() - changedAt > QUIET_MS
}
