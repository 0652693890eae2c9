import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page, WebSocket } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { findProcess } from './find-process.js'
import { type Visit, visitSignedIn } from './open-browser.js'

const site = inject('site')
const siren = fileURLToPath(new URL('../../demo/city/siren.ogg', import.meta.url))
let folder: string
let microphone: string
let visitor: Visit

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-microphone-'))
  microphone = join(folder, 'siren.wav')
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', siren, '-ac', '1', microphone])
  visitor = await visitSignedIn(site, { microphone })
  // What the page is given stays known, so that one sees whether it is let go.
  await visitor.context.addInitScript(`{
    const give = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    globalThis.given = []
    navigator.mediaDevices.getUserMedia = async (asked) => {
      const stream = await give(asked)
      globalThis.given.push(...stream.getTracks())
      return stream
    }
  }`)
})
afterAll(async () => {
  await visitor?.close()
  await rm(folder, { recursive: true, force: true })
})

const LIVE = '/playground?labels=siren,rain&source=live'
const phaseOf = (page: Page) => page.getByRole('region', { name: 'Microphone' }).getByRole('status')
const scoresOf = (page: Page) => page.getByRole('list', { name: 'Scores' })
const firstScore = (page: Page) => scoresOf(page).getByRole('listitem').first().textContent()

async function listen(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Listen', exact: true }).click()
}

async function listenTo(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await listen(page)
}

/** Presses again where it was refused. @returns what the page says of its microphone */
async function pressListen(page: Page): Promise<string | null> {
  const button = page.getByRole('button', { name: 'Listen', exact: true })
  if (await button.isVisible()) await button.click()
  return phaseOf(page).textContent()
}

test('the microphone is scored while it sounds, and the page says how far behind', async () => {
  const { page } = visitor
  await listenTo(page, LIVE)
  await phaseOf(page)
    .filter({ hasText: 'Listening. clap-mini hears the last 5 s, every 1 s.' })
    .waitFor()
  await expect.poll(() => firstScore(page)).toMatch(/^siren(> )?9\d %/)
  const figure = page.getByRole('definition').first()
  await expect.poll(() => figure.textContent()).toMatch(/^\d+ ms$/)
  await page.getByText(/^behind the sound, 95 % within \d+ ms$/).waitFor()
})

test('other words are heard from the next window on, without another connection', async () => {
  const { page } = visitor
  const opened: WebSocket[] = []
  page.on('websocket', (socket) => opened.push(socket))
  await page.getByLabel('Labels').first().fill('a dog barks, siren')
  await expect
    .poll(() => scoresOf(page).getByRole('listitem').allTextContents())
    .toEqual([expect.stringMatching(/^a dog barks/), expect.stringMatching(/^siren(> )?9\d %/)])
  await page.getByLabel('Scores every').selectOption('0.5 s')
  await phaseOf(page).filter({ hasText: 'every 0.5 s.' }).waitFor()
  await page.waitForURL(/labels=a.dog.barks.*hop=0\.5|hop=0\.5.*labels=a.dog.barks/)
  expect(opened).toHaveLength(0)
})

test('a window of another length needs another connection, and goes on by itself', async () => {
  const { page } = visitor
  const reopened = page.waitForEvent('websocket')
  await page.getByLabel('Windows of').selectOption('2 s')
  await reopened
  await phaseOf(page).filter({ hasText: 'hears the last 2 s, every 0.5 s.' }).waitFor()
})

test('an API that is away for a while is come back to, and asked no more whether it is there', async () => {
  const { page } = visitor
  process.kill(await findProcess(site.home, 'apps/api/dist/main.js'), 'SIGKILL')
  await phaseOf(page).filter({ hasText: 'Not connected.' }).waitFor()
  await page.getByRole('alert').waitFor()
  await phaseOf(page).filter({ hasText: 'Listening.' }).waitFor()
  await page.getByRole('alert').waitFor({ state: 'hidden' })
  await page.getByText('The API does not answer.').waitFor({ state: 'hidden' })
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/healthz')) asked++
  })
  await page.waitForTimeout(3_000)
  expect(asked).toBeLessThan(3)
})

test('stop ends the stream and lets go of the microphone, and a reload begins nothing', async () => {
  const { page } = visitor
  await page.reload()
  const opening = page.waitForEvent('websocket')
  await listen(page)
  const socket = await opening
  await scoresOf(page).waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await phaseOf(page).filter({ hasText: 'Stopped: the microphone is off.' }).waitFor()
  await expect.poll(() => socket.isClosed()).toBe(true)
  expect(await page.evaluate('given.map(({ readyState }) => readyState)')).toEqual(['ended'])
  await page.reload()
  await page.getByRole('button', { name: 'Listen', exact: true }).waitFor()
  expect(await page.getByLabel('Windows of').inputValue()).toBe('2')
  expect(await page.evaluate('given')).toEqual([])
})

test('who leaves is not listened to, and where too many listen the page says so', async () => {
  const { context, page } = visitor
  // One key has half of four places.
  const tabs = await Promise.all([context.newPage(), context.newPage()])
  for (const tab of tabs) {
    await tab.goto(LIVE)
    await expect.poll(() => pressListen(tab)).toContain('Listening.')
  }
  await listenTo(page, LIVE)
  const alert = page.getByRole('alert')
  await alert.filter({ hasText: 'TOO_MANY_REQUESTS' }).waitFor()
  expect(await alert.textContent()).toMatch(/2 listen with this API key already.*Try again in/)
  expect(await page.evaluate('given.map(({ readyState }) => readyState)')).toEqual(['ended'])
  await tabs[0]!.getByRole('link', { name: 'A file or a recording' }).click()
  await expect.poll(() => pressListen(page)).toContain('Listening.')
  for (const tab of tabs) await tab.close()
})

test.each([
  ['that is refused', true, /does not let this page use the microphone. Allow it beside/],
  ['that is not there', false, /There is no microphone. Plug one in/],
])('a microphone %s is named, with what to do', async (_, isThere, said) => {
  const options = isThere ? { microphone, allowsMicrophone: false } : {}
  const guest = await visitSignedIn(site, options)
  await listenTo(guest.page, LIVE)
  await guest.page.getByRole('alert').filter({ hasText: said }).waitFor()
  await guest.page.getByRole('button', { name: 'Listen', exact: true }).waitFor()
  expect(guest.faults).toEqual([])
  await guest.close()
})

test('nothing of that threw, and nothing came from another host', () => {
  // An API that is away and one that refuses are errors in a browser's console, whoever expected it.
  const unexpected = visitor.faults.filter(
    (fault) => !/ERR_|status of (429|50\d)|WebSocket/.test(fault),
  )
  expect(unexpected).toEqual([])
})
