import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { askApi } from './ask-api.js'
import { type Visit, visit } from './open-browser.js'
import { readSound } from './read-sound.js'

const site = inject('site')
let visitor: Visit

type Annotation = {
  objectId: number
  window: number
  verdict: string
  labelSet: string
  label: string
}

beforeAll(async () => {
  visitor = await visit(site)
})
afterAll(async () => {
  const annotations = (await listSaid()).map(({ objectId: object, window, labelSet, label }) => ({
    ...{ object, window, labelSet, label },
    verdict: null,
  }))
  if (annotations.length > 0) await askApi(site, '/v1/annotations/bulk', { annotations })
  await visitor?.close()
})

const path = '/review?labelSet=sounds&label=church+bell&strategy=likely'
const listSaid = async () =>
  (await askApi<{ items: Annotation[] }>(site, '/v1/annotations?label=church%20bell&limit=100'))
    .items
const question = () => visitor.page.getByRole('heading', { name: 'Is this church bell?' })
const place = () =>
  visitor.page.getByRole('region', { name: 'Moment' }).getByRole('link').textContent()

test('three moments are answered by keys alone, one is taken back, and a reload keeps the place', async () => {
  const { page } = visitor
  await page.goto('/sign-in')
  await page.getByLabel('API key').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type(site.apiKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Archive' }).waitFor()
  await page.goto(path)
  await question().waitFor()
  await page.keyboard.press(' ')
  await expect.poll(async () => (await readSound(page)).isPaused).toBe(false)
  const asked = [await place()]
  for (const key of ['y', 'n', 'u']) {
    await page.keyboard.press(key)
    await expect.poll(place).not.toBe(asked.at(-1))
    asked.push(await place())
  }
  await page.getByText('1 moment right of 2.').waitFor()
  await expect.poll(async () => (await listSaid()).length).toBe(3)
  // The next one plays by itself.
  await expect.poll(async () => (await readSound(page)).isPaused).toBe(false)

  await page.keyboard.press('z')
  await expect.poll(place).toBe(asked[2])
  await expect
    .poll(async () => (await listSaid()).map(({ verdict }) => verdict).toSorted())
    .toEqual(['right', 'wrong'])
  await page.keyboard.press('j')
  await expect.poll(place).toBe(asked[3])
  await page.reload()
  await question().waitFor()
  expect(await place()).toBe(asked[3])
  await page.keyboard.press('k')
  await expect.poll(place).toBe(asked[2])
  await page.keyboard.press('y')
  await page.getByText('2 moments right of 3.').waitFor()
  const said = await listSaid()
  expect(said).toHaveLength(3)
  for (const one of said) expect(one).toMatchObject({ labelSet: 'sounds' })
  expect(visitor.faults).toEqual([])
})

test('a label set leads to the review of each label, and a choice of labels to another', async () => {
  const { page } = visitor
  await page.goto('/label-sets/sounds')
  await page
    .getByRole('row', { name: /^church bell/ })
    .getByRole('link', { name: 'Review' })
    .click()
  await question().waitFor()
  await page.getByRole('combobox', { name: 'Label', exact: true }).selectOption('thunder')
  await page.getByRole('heading', { name: 'Is this thunder?' }).waitFor()
  await page.getByRole('button', { name: 'random' }).click()
  await page.waitForURL(/strategy=random/)
  await page.getByRole('link', { name: 'Review', exact: true }).click()
  await page.getByText('Which label do you want to listen to?').waitFor()
})

test('what is left, and a label that does not exist, say what to do', async () => {
  const { page } = visitor
  await page.goto(`${path}&prefix=s3%3A%2F%2Fdemo%2Fnone%2F`)
  await page.getByText('Nothing is left to listen to').waitFor()
  await page.getByRole('button', { name: 'Take the prefix away' }).click()
  await question().waitFor()
  await page.goto('/review?labelSet=sounds&label=wolf')
  await page.getByRole('alert').filter({ hasText: 'wolf' }).first().waitFor()
})
