import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Visit, visitSignedIn } from './open-browser.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

test('a label set is written, tried on the archive and saved', async () => {
  const { page } = visitor
  await page.goto('/label-sets')
  await page.getByRole('link', { name: 'New label set' }).click()
  await page.getByRole('textbox', { name: /^Name/ }).fill('alarms')
  await page.getByRole('textbox', { name: 'Label 1', exact: true }).fill('siren')
  await page.getByRole('button', { name: 'Listen to what each label finds' }).click()
  await page.getByRole('button', { name: /^Play siren.ogg from / }).waitFor()
  await page.getByRole('button', { name: 'Save the label set' }).click()
  await page.getByRole('heading', { level: 1, name: 'alarms' }).waitFor()
})

test('a change makes a version, which says what differs', async () => {
  const { page } = visitor
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Add a label' }).click()
  await page.getByRole('textbox', { name: 'Label 2', exact: true }).fill('doorbell')
  await page.getByRole('textbox', { name: 'Synonyms of label 2' }).fill('chime')
  await page.getByRole('button', { name: 'Save as a new version' }).click()
  await page.getByRole('combobox', { name: 'Version' }).waitFor()
  await page.getByRole('cell', { name: 'doorbell', exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'against' }).selectOption('1')
  await page.getByText('+ doorbell').waitFor()
  await page.reload()
  await page.getByText('+ doorbell').waitFor()
})

test('applied to the archive, its scores come without the audio being heard again', async () => {
  const { page } = visitor
  await page.getByRole('button', { name: 'Apply to the archive' }).click()
  await page.waitForURL('**/retaggings')
  const row = page.getByRole('row', { name: /alarms 2/ }).first()
  await expect.poll(() => row.textContent()).toContain('✓ done')
  await page.goto('/objects?bucket=demo&prefix=city%2F')
  await page.getByRole('link', { name: /^siren.ogg/ }).click()
  await page.getByRole('button', { name: 'alarms' }).click()
  await page.getByRole('img', { name: 'Heat map: 2 labels over 1 windows' }).waitFor()
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
