import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Visit, visit } from './open-browser.js'
import { readSound } from './read-sound.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  visitor = await visit(site)
})
afterAll(() => visitor?.close())

/** Presses Tab until what has the focus is called so. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 100; presses++) {
    await visitor.page.keyboard.press('Tab')
    const focused = await visitor.page.evaluate(() => {
      const place = document.activeElement
      const focus = place?.shadowRoot?.activeElement ?? place
      const label = focus instanceof HTMLInputElement || focus instanceof HTMLTextAreaElement
      const named = label ? focus.labels?.[0] : focus
      return focus?.getAttribute('aria-label') ?? named?.textContent
    })
    if (name.test(focused ?? '')) return
  }
  throw new Error(`Tab never comes to ${name}`)
}

test('signing in, searching, playing and looking at the moment need no pointer', async () => {
  const { page } = visitor
  await page.goto('/sign-in')
  await page.getByLabel('API key').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type(site.apiKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Archive' }).waitFor()
  await page.keyboard.press('/')
  await page.getByRole('searchbox', { name: 'Search by words' }).waitFor()
  await page.keyboard.type('a church bell')
  await page.waitForURL(/q=a.church.bell/)
  await page
    .getByRole('button', { name: /^Play .* at / })
    .first()
    .waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(0.5)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
})

test('on a recording the space bar, the arrows and j and k move what sounds', async () => {
  const { page } = visitor
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await page.getByRole('link', { name: 'scenes/' }).waitFor()
  await tabTo(/^scenes\//)
  await page.keyboard.press('Enter')
  const scene = page.getByRole('main').getByRole('link', { name: /a-day-in-95-seconds/ })
  // The player may name what sounds still, if it is the same.
  await scene.waitFor()
  await tabTo(/^a-day-in-95-seconds/)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  // What was found before may sound still, or end just now.
  await page.reload()
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  const pause = page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Pause' })
  await page.keyboard.press('Space')
  await pause.waitFor()
  const { currentS: startS } = await readSound(page)
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(startS + 0.2)
  await page.keyboard.press('j')
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(startS + 3)
  await pause.waitFor()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await readSound(page)).isPaused).toBe(true)
  const { currentS } = await readSound(page)
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(async () => (await readSound(page)).currentS).toBeCloseTo(currentS + 10, 1)
  await page.keyboard.press('ArrowLeft')
  await expect.poll(async () => (await readSound(page)).currentS).toBeCloseTo(currentS + 9, 1)
})

test('a batch is started and its end is read by keys alone', async () => {
  const { page } = visitor
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.getByRole('heading', { name: 'Batches' }).waitFor()
  await tabTo(/^New batch$/)
  await page.keyboard.press('Enter')
  await page.getByLabel('Address').waitFor()
  await tabTo(/^Address/)
  await page.keyboard.type('s3://demo/home/')
  await tabTo(/^Labels/)
  await page.keyboard.type('doorbell, typing')
  await tabTo(/^Start the batch$/)
  await page.keyboard.press('Enter')
  const heading = page.getByRole('heading', { level: 1 })
  await expect.poll(() => heading.textContent()).toContain('✓ done')
})

test('a statement is written and run, and its rows are read and taken along as CSV', async () => {
  const { page } = visitor
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await page.getByTestId('sql-editor').locator('.cm-content').waitFor()
  await tabTo(/^SQL statement$/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('select label from earmark.results limit 200')
  await page.keyboard.press('Control+Enter')
  const result = page.getByRole('region', { name: 'Result' })
  await result.getByText('200 rows').waitFor()
  await tabTo(/^CSV$/)
  const download = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv.trimEnd().split(/\r?\n/)).toHaveLength(201)
  await tabTo(/^Rows$/)
  await page.keyboard.press('End')
  await result.locator('[aria-rowindex="201"]').waitFor()
})

test('on the playground a file is chosen, words are typed and the sound is heard by keys alone', async () => {
  const { page } = visitor
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await page.getByRole('heading', { name: 'Playground' }).waitFor()
  // Before the key that opens it, so that the browser knows by then that it is not to open one itself.
  const chooser = page.waitForEvent('filechooser')
  await tabTo(/^Choose a file$/)
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(
    fileURLToPath(new URL('../../demo/city/siren.ogg', import.meta.url)),
  )
  await page.getByText(/heard by clap-mini/).waitFor()
  await tabTo(/^siren\.ogg$/)
  await page.keyboard.press('Space')
  const sound = page.getByLabel('siren.ogg')
  await expect
    .poll(() => sound.evaluate((audio) => (audio as HTMLAudioElement).currentTime))
    .toBeGreaterThan(0.2)
  await tabTo(/^Labels/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('vacuum cleaner, siren')
  const scores = page.getByRole('list', { name: 'Scores' }).getByRole('listitem')
  await expect.poll(() => scores.allTextContents()).toHaveLength(2)
  // The one that is most probable of both.
  await expect
    .poll(() => scores.filter({ hasText: 'siren' }).getAttribute('data-best'))
    .toBe('true')
})

test('the question mark lists the keys, and Escape gives the page back', async () => {
  const { page } = visitor
  // A field would take it for a letter.
  await tabTo(/^Archive$/)
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await help.waitFor()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'hidden' })
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
