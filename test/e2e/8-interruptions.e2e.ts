import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { runEarmark } from '../../apps/launcher/test/run-launcher.js'
import { askApi } from './ask-api.js'
import { findProcess } from './find-process.js'
import { makeTone, putObjects } from './make-sounds.js'
import { type Visit, visit, visitSignedIn } from './open-browser.js'
import { queryDatabase } from './query-database.js'
import { readSound } from './read-sound.js'
import { findObject } from './scene.js'
import { tag } from './tag.js'

const site = inject('site')
/** A browser gives six connections to a host. */
const TABS = 10
const LONG_S = 900
const REVOKED_WITHIN_MS = 10_000
let visitor: Visit
let stoppedWorker: number | undefined

beforeAll(async () => {
  visitor = await visitSignedIn(site)
})
afterEach(() => {
  if (stoppedWorker !== undefined) process.kill(stoppedWorker, 'SIGCONT')
  stoppedWorker = undefined
})
afterAll(() => visitor?.close())

test('while no worker runs the model a batch says so, and ten tabs of it leave an eleventh usable', async () => {
  const { context, page } = visitor
  stoppedWorker = await findProcess(site.home, 'apps/worker/dist/main.js')
  process.kill(stoppedWorker, 'SIGSTOP')
  const { id } = await askApi<{ id: number }>(site, '/v1/batches', {
    name: 'nobody hears it',
    source: { prefix: 's3://demo/city/' },
    labelSets: [{ labels: ['siren', 'train'] }],
  })
  // All of them are seen, as windows beside each other are.
  const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()))
  await Promise.all(
    tabs.map(async (tab) => {
      await tab.goto(`/batches/${id}`)
      await tab.getByRole('heading', { level: 1, name: /nobody hears it/ }).waitFor()
    }),
  )
  await page.bringToFront()
  await page.goto('/search?q=siren')
  await page
    .getByRole('button', { name: /^Play .* at / })
    .first()
    .waitFor()
  await page.goto(`/batches/${id}`)
  await page.getByText(/^No worker runs the model/).waitFor()
  process.kill(stoppedWorker, 'SIGCONT')
  stoppedWorker = undefined
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('✓ done')
  for (const tab of tabs) await tab.close()
})

test('a key that is revoked ends the session within ten seconds, and leads back after the next', async () => {
  const name = `for a while, ${Date.now()}`
  const { stdout } = await runEarmark(site.home, ['key', 'create', name])
  const key = /em_\S+/.exec(stdout)?.[0]
  const guest = await visit(site)
  const { page } = guest
  await page.goto('/batches?state=any')
  await page.getByLabel('API key').fill(key!)
  await page.keyboard.press('Enter')
  await guest.settle(/^Batches$/)
  const revoked = await runEarmark(site.home, ['key', 'revoke', name])
  expect(revoked.stderr + revoked.code).toBe('0')
  await page.waitForURL('**/sign-in?next=*', { timeout: REVOKED_WITHIN_MS + 5_000 })
  await page.getByLabel('API key').fill(site.apiKey)
  await page.keyboard.press('Enter')
  await guest.settle(/^Batches$/)
  await guest.close()
})

test('while the API is away the page says so, and goes on by itself when it is back', async () => {
  const { page } = visitor
  await page.goto('/batches')
  await visitor.settle(/^Batches$/)
  const said = page.getByRole('status').filter({ hasText: 'The API does not answer' })
  // It is back within two seconds, and the page asks every three: what ends again and again is started again later.
  const endApi = async () => {
    const pid = await findProcess(site.home, 'apps/api/dist/main.js').catch(() => null)
    if (pid !== null) process.kill(pid, 'SIGKILL')
    return said.isVisible()
  }
  await expect.poll(endApi, { interval: 500 }).toBe(true)
  await page.getByRole('link', { name: 'demo' }).first().waitFor()
  await queryDatabase(site, `update earmark.batches set name = 'renamed meanwhile' where id = 1`)
  try {
    await said.waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'renamed meanwhile' }).waitFor()
  } finally {
    await queryDatabase(site, `update earmark.batches set name = 'demo' where id = 1`)
  }
})

test('a batch that is watched goes on when the API is back', async () => {
  const { page } = visitor
  stoppedWorker = await findProcess(site.home, 'apps/worker/dist/main.js')
  process.kill(stoppedWorker, 'SIGSTOP')
  const { id } = await askApi<{ id: number }>(site, '/v1/batches', {
    name: 'goes on',
    source: { prefix: 's3://demo/home/' },
    labelSets: [{ labels: ['siren', 'train'] }],
  })
  await page.goto(`/batches/${id}`)
  await page.getByRole('heading', { level: 1, name: /goes on/ }).waitFor()
  process.kill(await findProcess(site.home, 'apps/api/dist/main.js'), 'SIGKILL')
  await sleep(1_000)
  process.kill(stoppedWorker, 'SIGCONT')
  stoppedWorker = undefined
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('✓ done')
})

test('sound whose connection breaks off says so, and goes on from where the play head was put', async () => {
  const { page } = visitor
  await putObjects(site, 'interrupted', { 'long.wav': makeTone(440, LONG_S) })
  await tag(site, 's3://interrupted/')
  await page.goto(`/objects/${await findObject(site, 'interrupted', 'long.wav')}`)
  await page.getByRole('img', { name: /^Heat map/ }).waitFor()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(0.3)
  const audio = /\/v1\/objects\/\d+\/audio/
  await page.route(audio, (route) => route.abort('connectionreset'))
  // Beyond what a browser reads ahead.
  const surface = await page.getByTestId('surface').boundingBox()
  if (!surface) throw new Error('nothing is drawn')
  await page.mouse.click(surface.x + (8 / 9) * surface.width, surface.y + 60)
  const told = page.getByRole('region', { name: 'Player' }).getByRole('alert')
  await told.filter({ hasText: 'The sound broke off. Press play to go on.' }).waitFor()
  expect((await readSound(page)).isPaused).toBe(true)
  await page.keyboard.press('Space')
  await told.filter({ hasText: 'Press play to try again' }).waitFor()
  await page.unroute(audio)
  await page.keyboard.press('Space')
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan((LONG_S * 8) / 9)
  expect((await readSound(page)).isPaused).toBe(false)
  await told.waitFor({ state: 'hidden' })
})

test('nothing of that threw, and nothing came from another host', () => {
  // An API that is away is an error in a browser's console, whoever expected it.
  expect(visitor.faults.filter((fault) => !/ERR_|status of 50\d/.test(fault))).toEqual([])
})
