import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { askApi } from './ask-api.js'
import { type Visit, visitSignedIn } from './open-browser.js'

const site = inject('site')
let visitor: Visit

type Moment = { objectId: number; window: number; key: string }

beforeAll(async () => {
  const labels = ['rain', 'siren', 'thunder', 'frog']
  await askApi(site, '/v1/label-sets', { name: 'taught', template: 'Sound of {}', labels })
  const { items } = await askApi<{ items: Moment[] }>(
    site,
    '/v1/review?labelSet=taught&label=siren&strategy=likely&limit=12&prefix=s3%3A%2F%2Fdemo%2F',
  )
  await askApi(site, '/v1/annotations/bulk', {
    annotations: items.map(({ objectId, window, key }) => ({
      ...{ object: objectId, window, label: 'siren', labelSet: 'taught' },
      verdict: key.includes('siren') ? 'right' : 'wrong',
    })),
  })
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

test('a label is taught by what was answered, and published as the next version', async () => {
  const { page } = visitor
  await page.goto('/label-sets/taught')
  const row = page.getByRole('row', { name: /^siren/ })
  await row.getByRole('link', { name: 'Teach' }).click()
  const teaching = page.getByRole('region', { name: 'Teach siren' })
  await teaching.getByText(/^Learned from \d+ right and \d+ wrong/).waitFor()
  await page.reload()
  await teaching.getByRole('button', { name: 'Publish as version 2' }).click()
  await page.waitForURL(/version=2/)
  await expect.poll(() => page.getByRole('combobox', { name: 'Version' }).inputValue()).toBe('2')
  const { items } = await askApi<{ items: { id: number; version: number }[] }>(
    site,
    '/v1/label-sets?name=taught',
  )
  const { scoring } = await askApi<{ scoring: string }>(site, `/v1/label-sets/${items[0]!.id}`)
  expect([items[0]!.version, scoring]).toEqual([2, 'presence'])
})

test('edited in the page, a set keeps what it was taught, and the page says what it does not', async () => {
  const { page } = visitor
  await page.goto('/label-sets/taught')
  await page.getByRole('button', { name: 'Edit' }).click()
  const synonyms = page.getByRole('textbox', { name: 'Synonyms of label 2' })
  await synonyms.fill('wail')
  await page.getByText('“siren” was taught under other words').waitFor()
  await synonyms.fill('')
  await page.getByRole('textbox', { name: 'Label 4', exact: true }).fill('cricket')
  await page.getByText('“siren” was taught under other words').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Save as a new version' }).click()
  await expect.poll(() => page.getByRole('combobox', { name: 'Version' }).inputValue()).toBe('3')
  const { items } = await askApi<{ items: { id: number }[] }>(site, '/v1/label-sets?name=taught')
  const { labels } = await askApi<{ labels: { name: string; examples?: unknown[] }[] }>(
    site,
    `/v1/label-sets/${items[0]!.id}`,
  )
  expect(labels.map(({ name }) => name)).toEqual(['rain', 'siren', 'thunder', 'cricket'])
  expect(labels[1]!.examples?.length).toBeGreaterThan(0)
})

test('without an answer there is nothing to publish, and the page says what to do', async () => {
  const { page } = visitor
  await page.goto('/label-sets/taught?teach=cricket')
  const teaching = page.getByRole('region', { name: 'Teach cricket' })
  await teaching.getByText('Nobody has answered yet').waitFor()
  expect(await teaching.getByRole('button', { name: /^Publish/ }).isDisabled()).toBe(true)
  await teaching.getByRole('link', { name: 'Answer more moments' }).click()
  await page.waitForURL(/\/review\?.*label=cricket/)
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
