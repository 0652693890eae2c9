import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { makeTone, putObjects } from './make-sounds.js'
import { type Visit, visitSignedIn } from './open-browser.js'

const site = inject('site')
/** Enough for a worker to be at it while a person presses three buttons. */
const MANY = 600

let visitor: Visit

beforeAll(async () => {
  const many = Array.from({ length: MANY }, (_, at) => [`${at}.wav`, makeTone(200 + at, 1)])
  await putObjects(site, 'many', Object.fromEntries(many))
  await putObjects(site, 'mixed', {
    'good.wav': makeTone(440, 1),
    'no-sound.wav': Buffer.from('this is a letter, not a sound'),
  })
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

async function startBatch(prefix: string, name: string): Promise<void> {
  const { page } = visitor
  await page.goto('/batches')
  await page.getByRole('link', { name: 'New batch' }).click()
  await page.getByLabel('Address').fill(prefix)
  await page.getByRole('textbox', { name: /^Labels/ }).fill('siren, train')
  await page.getByRole('textbox', { name: /^Name/ }).fill(name)
  await page.getByTestId('estimate').waitFor()
  await page.getByRole('button', { name: 'Start the batch' }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

test('a batch made by the form says first how much there is, and is watched to its end', async () => {
  const { page } = visitor
  await page.goto('/batches/new')
  await page.getByLabel('Address').fill('s3://demo/city/')
  const estimate = page.getByTestId('estimate')
  await estimate.waitFor()
  expect(await estimate.textContent()).toContain('6 objects')
  await startBatch('s3://demo/city/', 'in the city')
  const heading = page.getByRole('heading', { level: 1 })
  await expect.poll(() => heading.textContent()).toContain('✓ done')
  await page.getByText('6 heard before').waitFor()
})

test('a batch is paused, resumed and cancelled while it runs', async () => {
  const { page } = visitor
  await startBatch('s3://many/', 'many tones')
  const heading = page.getByRole('heading', { level: 1 })
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect.poll(() => heading.textContent()).toContain('paused')
  await page.reload()
  await expect.poll(() => heading.textContent()).toContain('paused')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => heading.textContent()).toMatch(/counting|running/)
  const bar = page.getByRole('progressbar')
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  page.once('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => heading.textContent()).toMatch(/cancelled$/)
})

test('what could not be heard is shown with its code and its reason', async () => {
  const { page } = visitor
  await startBatch('s3://mixed/', 'one is no sound')
  const heading = page.getByRole('heading', { level: 1 })
  await expect.poll(() => heading.textContent()).toContain('some failed')
  const failure = page.getByRole('row', { name: /UNDECODABLE_AUDIO/ })
  await failure.waitFor()
  expect(await failure.textContent()).toContain('no-sound.wav')
  await page.getByRole('button', { name: 'Failed', exact: true }).click()
  await page.waitForURL(/items=failed/)
  const items = page.getByRole('region', { name: 'Objects of the batch' })
  await expect.poll(() => items.getByRole('listitem').count()).toBe(1)
  await page.reload()
  await expect.poll(() => items.getByRole('listitem').count()).toBe(1)
  expect(await items.textContent()).toContain('✕ failed')
  await page.goBack()
  await page.waitForURL((url) => !url.searchParams.has('items'))
  await expect.poll(() => items.getByRole('listitem').count()).toBe(2)
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
