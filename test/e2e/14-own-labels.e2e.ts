import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askApi } from './ask-api.js'
import { makeTone } from './make-sounds.js'
import { type Visit, visitSignedIn } from './open-browser.js'
import { type Site, startSite } from './start-site.js'

const model = fileURLToPath(
  new URL('../../packages/core/test/fixtures/ast-tiny-random', import.meta.url),
)
let site: Site
let stop: () => Promise<void>
let visitor: Visit

beforeAll(async () => {
  ;({ site, stop } = await startSite({ EARMARK_MODEL: model }))
  visitor = await visitSignedIn(site)
})
afterAll(async () => {
  await visitor?.close()
  await stop?.()
})

test('a batch needs no words where the model has labels of its own', async () => {
  const { page, settle } = visitor
  await page.goto('/batches/new')
  await settle(/New batch/)
  await page.getByText('ast-tiny-random has labels of its own').waitFor()
  expect(await page.getByRole('textbox', { name: 'Labels' }).count()).toBe(0)
  expect(await page.getByRole('textbox', { name: /^Window/ }).getAttribute('placeholder')).toBe(
    '1.295',
  )
  await page.getByRole('combobox', { name: 'Address' }).fill('s3://demo/voices/')
  await page.getByTestId('estimate').getByText('were heard before').waitFor()
  await page.getByRole('button', { name: 'Start the batch' }).click()
  await page.waitForURL(/\/batches\/\d+$/)
  const { items } = await askApi<{ items: { labelSets: unknown }[] }>(site, '/v1/batches')
  expect(items[0]!.labelSets).toMatchObject([{ name: 'ast-tiny-random' }])
})

test('an object that only such a model has heard is asked for no other words', async () => {
  const { page } = visitor
  await page.goto('/objects/1')
  await page.getByRole('heading', { name: /^At 0:00/ }).waitFor()
  await page.getByRole('button', { name: 'ast-tiny-random' }).waitFor()
  expect(await page.getByRole('button', { name: /any words/ }).count()).toBe(0)
})

test('the playground scores a sound under the labels of the model', async () => {
  const { page, settle } = visitor
  await page.goto('/playground')
  await settle(/Playground/)
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'tone.wav', mimeType: 'audio/wav', buffer: makeTone(440, 3) })
  await page.getByText('heard by ast-tiny-random').waitFor()
  for (const label of ['yes', 'no', 'up', 'down', 'left', 'right'])
    await page.getByText(label, { exact: true }).first().waitFor()
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
