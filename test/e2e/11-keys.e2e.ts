import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { askApi } from './ask-api.js'
import { type Visit, visitSignedIn } from './open-browser.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  visitor = await visitSignedIn(site)
})
afterAll(() => visitor?.close())

test('keys are listed with what they may do, and one is revoked', async () => {
  const { page } = visitor
  await askApi(site, '/v1/keys', { name: 'guest', scopes: ['read'] })
  await page.goto('/keys')
  await page
    .getByRole('row', { name: /^npm start.*you read, submit, annotate, sql, admin/ })
    .waitFor()
  const row = page.getByRole('row', { name: /^guest/ })
  await row.getByRole('cell', { name: 'read', exact: true }).waitFor()
  page.once('dialog', (dialog) => void dialog.accept())
  await row.getByRole('button', { name: 'Revoke' }).click()
  await row.getByText(/^revoked /).waitFor()
  expect(await row.getByRole('button', { name: 'Revoke' }).count()).toBe(0)
})

test('the audit log says who did what', async () => {
  const { page } = visitor
  await page.getByRole('heading', { name: 'Who did what' }).waitFor()
  await page
    .getByRole('row', { name: /npm start revokeKey \/v1\/keys\/\d+ 127\.0\.0\.1$/ })
    .waitFor()
  await page.getByRole('row', { name: /npm start createKey/ }).waitFor()
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
