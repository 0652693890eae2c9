import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { askApi } from './ask-api.js'
import { type Visit, visitSignedIn } from './open-browser.js'
import { listPages } from './pages.js'

const site = inject('site')
const pages = await listPages(site)
let visitor: Visit
/** For so long the API keeps the archive's figures. */
const FIGURES_KEPT_MS = 10_000

beforeAll(async () => {
  // What was started before changes what the pages show, as long as it is at work.
  const nothing = async () => expect(await countAtWork()).toBe(0)
  await vi.waitFor(nothing, { timeout: 100_000, interval: 500 })
  await sleep(FIGURES_KEPT_MS)
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

async function countAtWork(): Promise<number> {
  const works = await Promise.all(
    ['batches', 'retaggings'].map((work) =>
      askApi<{ items: { state: string }[] }>(site, `/v1/${work}?limit=100`),
    ),
  )
  return works.flatMap(({ items }) => items).filter(({ state }) => /ing$|queued/.test(state)).length
}

function readMain(): Promise<string> {
  return visitor.page.getByRole('main').ariaSnapshot()
}

test.each(pages)('$path is the same after a reload and after going back', async (asked) => {
  const { page } = visitor
  await page.goto(asked.path)
  await visitor.settle(asked.heading)
  const shown = await readMain()
  const address = page.url()
  await page.reload()
  await visitor.settle(asked.heading)
  expect(page.url()).toBe(address)
  await expect.poll(readMain).toBe(shown)
  await page.getByRole('link', { name: 'Earmark' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  if (new URL(address).pathname === '/') return
  await page.goBack()
  await visitor.settle(asked.heading)
  expect(page.url()).toBe(address)
  await expect.poll(readMain).toBe(shown)
})

const looks = (['light', 'dark'] as const).flatMap((colours) =>
  [1440, 768, 390].map((width) => ({ colours, width })),
)

test.each([...pages, { path: '/sign-in', heading: /^Sign in$/ }])(
  'axe finds nothing on $path, light and dark, on screens of three widths',
  async (asked) => {
    const { page } = visitor
    await page.goto(asked.path)
    await page.evaluate(axe.source)
    for (const { colours, width } of looks) {
      await page.emulateMedia({ colorScheme: colours })
      await page.setViewportSize({ width, height: 900 })
      await visitor.settle(asked.heading)
      const where = `${colours}, ${width} px`
      expect.soft(await findViolations(), where).toEqual([])
      const tooWidePx = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect.soft(tooWidePx, `${where}: wider than the screen`).toBe(0)
    }
  },
)

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})

/** Each rule that is broken, with the places. */
async function findViolations(): Promise<string[]> {
  const { violations } = (await visitor.page.evaluate('axe.run()')) as axe.AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)
}
