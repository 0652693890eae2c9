import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Visit, visitSignedIn } from './open-browser.js'
import { readSound } from './read-sound.js'
import { findObject, SCENE_KEY } from './scene.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

test('the scene is found in its folder and shows waveform, spectrogram and heat map', async () => {
  const { page } = visitor
  await page.goto('/objects')
  await page.getByRole('link', { name: 'scenes/' }).click()
  await page.getByRole('link', { name: /a-day-in-95-seconds/ }).click()
  await page.getByRole('img', { name: 'Heat map: 30 labels over 10 windows' }).waitFor()
  await page.getByRole('img', { name: 'Spectrogram' }).waitFor()
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(SCENE_KEY)
})

test('the heat map is drawn: what sounds stands out of what does not', async () => {
  const colours = await visitor.page.getByRole('img', { name: /^Heat map/ }).evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement
    const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height)
    return new Set(new Uint32Array(pixels?.data.buffer ?? new ArrayBuffer(0))).size
  })
  expect(colours).toBeGreaterThan(8)
})

test('a click at 40 s plays from there', async () => {
  const { page } = visitor
  const surface = await page.getByTestId('surface').boundingBox()
  if (!surface) throw new Error('nothing is drawn')
  await page.mouse.click(surface.x + (surface.width * 40) / 95, surface.y + 60)
  await expect.poll(async () => (await readSound(page)).isPaused).toBe(false)
  const { currentS } = await readSound(page)
  expect(currentS).toBeGreaterThanOrEqual(39.9)
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(currentS + 1)
  expect((await readSound(page)).currentS).toBeLessThan(60)
})

test('what sounds is the object, byte for byte', async () => {
  const { page, context } = visitor
  const { source } = await readSound(page)
  const whole = await context.request.get(source)
  const part = await context.request.get(source, { headers: { range: 'bytes=1000-1999' } })
  const file = await readFile(new URL(`../../demo/${SCENE_KEY}`, import.meta.url))
  expect((await whole.body()).equals(file)).toBe(true)
  expect((await part.body()).equals(file.subarray(1000, 2000))).toBe(true)
})

test('what is at the play head stands beside it, and a pause keeps the second in the address', async () => {
  const { page } = visitor
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.waitForURL(/[?&]t=4\d/)
  const { currentS } = await readSound(page)
  const heading = page.getByRole('complementary').getByRole('heading', { name: /^At 0:4\d/ })
  await heading.waitFor()
  await page.reload()
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  await heading.waitFor()
  expect((await readSound(page)).currentS).toBeCloseTo(currentS, 0)
})

test('any words in place of a label set are heard at once, and a link to them shows the same', async () => {
  const { page } = visitor
  await page.getByRole('button', { name: '+ any words…' }).click()
  await page.keyboard.type('a siren, something else')
  await page.keyboard.press('Enter')
  const heat = page.getByRole('img', { name: 'Heat map: 2 labels over 10 windows' })
  await heat.waitFor()
  await page.reload()
  await heat.waitFor()
  await page.getByRole('button', { name: 'sounds' }).click()
  await page.getByRole('img', { name: 'Heat map: 30 labels over 10 windows' }).waitFor()
})

test('zooming asks for the part that is seen, and the address keeps it', async () => {
  const { page } = visitor
  await page.getByRole('heading', { level: 1 }).click()
  const picture = page.waitForResponse((answer) => /spectrogram\?.*startS=[1-9]/.test(answer.url()))
  await page.keyboard.press('+')
  await page.waitForURL(/from=.*to=/)
  expect((await picture).status()).toBe(200)
  const zoomed = page.url()
  await page.reload()
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  expect(page.url()).toBe(zoomed)
  await page.keyboard.press('0')
  await page.waitForURL((url) => !url.searchParams.has('from'))
})

test('a search for a church bell finds where one rings, and plays it there', async () => {
  const { page } = visitor
  await page.goto('/search')
  await page.getByRole('searchbox', { name: 'Search by words' }).fill('a church bell')
  await page.waitForURL(/q=a.church.bell/)
  const first = page.getByRole('button', { name: /^Play .* at / }).first()
  await first.waitFor()
  expect(await first.getAttribute('aria-label')).toBe('Play a-day-in-95-seconds.ogg at 0:10')
  await first.focus()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(10.5)
  expect((await readSound(page)).currentS).toBeLessThan(20)
  const player = page.getByRole('region', { name: 'Player' })
  expect(await player.textContent()).toContain('a-day-in-95-seconds.ogg')
})

test('an answer about a label is kept', async () => {
  const { page } = visitor
  await page.getByRole('link', { name: 'city/church-bell.wav' }).click()
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  await page.getByRole('button', { name: /church bell y$/ }).click()
  const said = page.getByRole('heading', { name: /said/i })
  await said.waitFor()
  await page.reload()
  await said.waitFor()
  // The key is there with its button.
  await page.getByRole('button', { name: /u$/ }).waitFor()
  await page.keyboard.press('u')
  await page.getByText('? unsure of').waitFor()
})

test('a second press calls off sound that is still on its way', async () => {
  const { page } = visitor
  const id = await findObject(site, 'demo', 'city/siren.ogg')
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/v1\/objects\/\d+\/audio/, async (route) => {
    await released
    await route.continue()
  })
  await page.goto(`/objects/${id}`)
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await readSound(page)).isPaused).toBe(false)
  await page.keyboard.press('Space')
  release()
  const isLoaded = () =>
    page.locator('audio').evaluate((audio) => (audio as HTMLAudioElement).readyState >= 3)
  await expect.poll(isLoaded).toBe(true)
  expect(await readSound(page)).toMatchObject({ isPaused: true, currentS: 0 })
  await page.unroute(/\/v1\/objects\/\d+\/audio/)
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
