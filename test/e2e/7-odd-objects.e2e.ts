import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { askApi } from './ask-api.js'
import { fillBatch } from './fill-batch.js'
import { makeTone, putObjects } from './make-sounds.js'
import { type Visit, visitSignedIn } from './open-browser.js'
import { queryDatabase } from './query-database.js'
import { readSound } from './read-sound.js'
import { findObject } from './scene.js'
import { tag } from './tag.js'

const site = inject('site')
const DAY_S = 86_400
const FOLDER = 'f'.repeat(199)
const HOSTILE = {
  quotes: `it's "quoted" & <img src=x onerror=alert(1)>.wav`,
  unicode: 'жаворонок 日本語 🎧 e\u0301.wav',
  'right-to-left marks': 'a \u202egpj.\u2066olleh\u200f שלום.wav',
  '1,024 bytes': `${`${FOLDER}/`.repeat(5)}${'n'.repeat(20)}.wav`,
}
let visitor: Visit
let goneId: number

beforeAll(async () => {
  const keys = [...Object.values(HOSTILE), 'short.wav', 'gone.wav', 'day.wav']
  const sounds = keys.map((key, at) => [
    key,
    makeTone(300 + 10 * at, key === 'short.wav' ? 0.1 : 2),
  ])
  await putObjects(site, 'odd', Object.fromEntries(sounds))
  await tag(site, 's3://odd/')
  // Before anybody sees it: what has been drawn once is drawn from the API's copy.
  goneId = await findObject(site, 'odd', 'gone.wav')
  await queryDatabase(
    site,
    `update earmark.objects set key = 'was-deleted-' || id || '.wav' where id = $1`,
    [goneId],
  )
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

test.each(Object.entries(HOSTILE))(
  'a key with %s is shown as it is, listed, opened and played',
  async (_, key) => {
    const { page } = visitor
    await page.setViewportSize({ width: 390, height: 800 })
    const slash = key.lastIndexOf('/') + 1
    const query = new URLSearchParams({ bucket: 'odd', prefix: key.slice(0, slash) })
    await page.goto(`/objects?${query}`)
    await page.getByRole('link', { name: key.slice(slash) }).click()
    await page.getByRole('img', { name: /^Heat map/ }).waitFor()
    expect((await page.getByRole('heading', { level: 1 }).textContent())?.replaceAll('/', '')).toBe(
      `odd${key.replaceAll('/', '')}`,
    )
    await page.keyboard.press('Space')
    await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(0.3)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0)
  },
)

test('a tenth of a second has a heat map, is played and ends', async () => {
  const { page } = visitor
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`/objects/${await findObject(site, 'odd', 'short.wav')}`)
  await page.getByRole('img', { name: 'Heat map: 2 labels over 1 windows' }).waitFor()
  await page.keyboard.press('Space')
  await expect
    .poll(() => page.locator('audio').evaluate((sound) => (sound as HTMLAudioElement).ended))
    .toBe(true)
})

test('a day is drawn as one heat map, and zoomed to a minute of it', async () => {
  const { page } = visitor
  const id = await findObject(site, 'odd', 'day.wav')
  // Hearing a day takes minutes: its windows are those of a second again and again.
  await queryDatabase(site, 'update earmark.objects set duration_s = $2 where id = $1', [id, DAY_S])
  await queryDatabase(site, 'update earmark.hearings set windows = $2 where object_id = $1', [
    id,
    DAY_S / 10,
  ])
  await queryDatabase(
    site,
    `insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
     select hearing_id, n, model_id, 10 * n, 10 * n + 10, embedding
     from earmark.embeddings, generate_series(1, $2::int) n
     where hearing_id = (select id from earmark.hearings where object_id = $1) and window_index = 0
     on conflict do nothing`,
    [id, DAY_S / 10 - 1],
  )
  await page.goto(`/objects/${id}`)
  await page.getByRole('img', { name: 'Heat map: 2 labels over 8640 windows' }).waitFor()
  await page.goto(`/objects/${id}?t=43200&from=43170&to=43230`)
  await page
    .getByRole('complementary')
    .getByRole('heading', { name: /^At 12:00:00/ })
    .waitFor()
  await page.getByRole('img', { name: 'Heat map: 2 labels over 8640 windows' }).waitFor()
  // The axis of what is seen, and of the whole.
  await page.getByText('12:00:00', { exact: true }).first().waitFor()
  await page.keyboard.press('0')
  await page.waitForURL((url) => !url.searchParams.has('from'))
  await page.getByText('18:00:00', { exact: true }).waitFor()
})

test('of an object that is gone from S3 the scores are there, and the rest says that it is gone', async () => {
  const { page } = visitor
  await page.goto(`/objects/${goneId}`)
  await page.getByRole('img', { name: 'Heat map: 2 labels over 1 windows' }).waitFor()
  await page
    .getByText(/was-deleted-\d+\.wav.*(does not exist|not there|gone)/i)
    .first()
    .waitFor()
  await page.keyboard.press('Space')
  const player = page.getByRole('region', { name: 'Player' })
  await player.getByRole('alert').waitFor()
  expect(await player.textContent()).toContain('gone from S3')
  await page.getByRole('link', { name: 'Archive' }).click()
  await visitor.settle(/^Archive$/)
})

test('five thousand labels are listed, and said to be so many', async () => {
  const { page } = visitor
  const labels = Array.from({ length: 5000 }, (_, at) => `sound number ${at + 1}`)
  await askApi(site, '/v1/label-sets', { name: 'many', labels })
  await page.goto('/label-sets')
  await expect.poll(() => page.getByRole('row', { name: /^many/ }).textContent()).toContain('5,000')
  await page.goto('/label-sets/many')
  await page.getByRole('cell', { name: 'sound number 1', exact: true }).waitFor()
})

test('while five thousand labels are encoded the page says how far it is, plays, and then shows them', async () => {
  const { page } = visitor
  await page.goto(`/objects/${await findObject(site, 'odd', HOSTILE.quotes)}?set=many`)
  await page.getByRole('status').filter({ hasText: 'Encoding 5,000 labels' }).waitFor()
  await page.getByText(/^[\d,]+ done.*goes on by itself/).waitFor()
  await page.keyboard.press('Space')
  await expect.poll(async () => (await readSound(page)).currentS).toBeGreaterThan(0.3)
  await page.getByRole('img', { name: 'Heat map: 50 labels over 1 windows' }).waitFor()
  await page.getByText('of 5,000 labels').waitFor()
  await page.getByRole('progressbar', { name: 'Encoded labels' }).waitFor({ state: 'hidden' })
})

test('of a hundred thousand objects those in sight are kept up to date, and no others asked for', async () => {
  const { page } = visitor
  const id = await fillBatch(site)
  await page.goto(`/batches/${id}`)
  const list = page.getByRole('region', { name: 'Objects of the batch' })
  await list.getByRole('listitem').first().waitFor()
  const scrollOn = () =>
    list.evaluate((element) => {
      element.scrollTop = element.scrollHeight
      return Number(element.querySelector('li:last-child')?.getAttribute('aria-posinset'))
    })
  await expect.poll(scrollOn).toBeGreaterThan(3_000)
  await visitor.settle(/a hundred thousand/)
  const last = await list.getByRole('listitem').last().getAttribute('aria-posinset')
  const asked = new Set<string>()
  page.on('request', (request) => {
    if (request.url().includes('/items')) asked.add(request.url())
  })
  await queryDatabase(
    site,
    `update earmark.items set message = 'changed meanwhile' where batch_id = $1 and seq = $2`,
    [id, last],
  )
  // As a window does that is looked at again.
  const lookAgain = () =>
    page
      .evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
      .then(() => list.getByText('changed meanwhile').count())
  await expect.poll(lookAgain).toBe(1)
  expect(asked.size).toBeLessThanOrEqual(4)
})

test('nothing ran of what keys say, and nothing came from another host', () => {
  // What is not there is an error in a browser's console, whoever expected it.
  expect(visitor.faults.filter((fault) => !/status of (404|410|416|422)/.test(fault))).toEqual([])
})
