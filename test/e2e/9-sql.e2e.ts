import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Visit, visitSignedIn } from './open-browser.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

test('a statement is run, and its rows are there after a reload and as bars', async () => {
  const { page } = visitor
  await page.goto('/sql')
  await page.getByTestId('sql-editor').locator('.cm-content').waitFor()
  await page.getByRole('button', { name: 'Run' }).click()
  const rows = page.getByRole('region', { name: 'Rows' })
  await rows.getByText('wind and thunder', { exact: true }).waitFor()
  await page.reload()
  await rows.getByText('wind and thunder', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Bars' }).click()
  await page.waitForURL(/show=bars/)
  const result = page.getByRole('region', { name: 'Result' })
  const rowCount = Number.parseInt((await result.getByRole('status').textContent()) ?? '', 10)
  expect(rowCount).toBeGreaterThan(20)
  await expect.poll(() => result.locator('svg rect').count()).toBe(rowCount)
})

test('on a phone its parts stand below each other', async () => {
  const { page } = visitor
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/sql')
  await page.getByTestId('sql-editor').locator('.cm-content').waitFor()
  const hint = await page.getByText(/runs it,/).boundingBox()
  const next = await page.getByRole('heading', { name: 'What there is to ask' }).boundingBox()
  if (!hint || !next) throw new Error('a part is not shown')
  expect(next.y).toBeGreaterThan(hint.y + hint.height)
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
