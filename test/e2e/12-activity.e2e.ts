import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { askApi } from './ask-api.js'
import { makeTone, putObjects } from './make-sounds.js'
import { type Visit, visitSignedIn } from './open-browser.js'
import { tag } from './tag.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  await putObjects(site, 'diary', {
    'pond/20260501_053000.wav': makeTone(440, 1),
    'pond/20260503_210000.wav': makeTone(550, 1),
    'mill/20260502_053000.wav': makeTone(660, 1),
  })
  await tag(site, 's3://diary/')
  await askApi(site, '/v1/metadata', {
    bucket: 'diary',
    rows: ['pond', 'mill'].map((site) => ({ prefix: `${site}/`, fields: { site } })),
  })
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

const cell = (site: string, at: number) =>
  visitor.page
    .getByRole('row', { name: new RegExp(`^${site}`) })
    .getByRole('cell')
    .nth(at)

test('a label is laid out by site and hour, and by day, in the time zone of choice', async () => {
  const { page } = visitor
  await page.goto('/activity?prefix=s3%3A%2F%2Fdiary%2F&zone=UTC')
  await page.getByRole('heading', { name: 'When is it heard?' }).waitFor()
  await page.getByRole('combobox', { name: 'Label', exact: true }).fill('siren')
  await page.keyboard.press('Enter')
  await expect.poll(() => cell('pond', 5).textContent()).toMatch(/detections? in 1 s$/)
  expect(await cell('pond', 6).textContent()).toBe('nothing recorded')
  expect(await cell('mill', 5).textContent()).toMatch(/in 1 s$/)
  await page.getByRole('textbox', { name: 'Time zone' }).fill('Asia/Tokyo')
  await page.keyboard.press('Enter')
  await expect.poll(() => cell('pond', 14).textContent()).toMatch(/in 1 s$/)
  await page.getByText('Days', { exact: true }).click()
  await page.waitForURL(/by=date/)
  await expect.poll(() => cell('pond', 1).textContent()).toBe('nothing recorded')
  await page.reload()
  await expect.poll(() => cell('mill', 1).textContent()).toMatch(/in 1 s$/)
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
