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

test('a key is made, shown once, and renewed', async () => {
  const { page } = visitor
  await page.getByRole('button', { name: 'New key' }).click()
  const making = page.getByRole('dialog', { name: 'New key' })
  await making.getByLabel('Name').fill('dashboard')
  for (const more of ['submit', 'annotate']) await making.getByLabel(`${more}:`).uncheck()
  await making.getByLabel('Days until it ends').fill('7')
  await making.getByRole('button', { name: 'Make it' }).click()
  const made = page.getByRole('dialog', { name: 'The new key' })
  const first = (await made.getByRole('status', { name: 'The key' }).textContent()) ?? ''
  expect(await mayRead(first)).toBe(200)
  await made.getByRole('button', { name: 'Close' }).click()
  const row = page.getByRole('row', { name: /^dashboard/ })
  await row.getByRole('cell', { name: 'read', exact: true }).waitFor()
  expect(await page.content()).not.toContain(first)

  await row.getByRole('button', { name: 'Renew' }).click()
  const renewing = page.getByRole('dialog', { name: 'Renew dashboard' })
  await renewing.getByLabel('Hours that the old one holds').fill('1')
  await renewing.getByRole('button', { name: 'Renew it' }).click()
  const renewed = page.getByRole('dialog', { name: 'The key from now on' })
  const second = (await renewed.getByRole('status', { name: 'The key' }).textContent()) ?? ''
  expect(second).not.toBe(first)
  expect([await mayRead(first), await mayRead(second)]).toEqual([200, 200])
  await renewed.getByRole('button', { name: 'Close' }).click()
  await row.waitFor()
})

async function mayRead(key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` }
  return (await fetch(`${site.url}/v1/batches`, { headers })).status
}

test('the audit log says who did what', async () => {
  const { page } = visitor
  await page.getByRole('heading', { name: 'Who did what' }).waitFor()
  await page
    .getByRole('row', { name: /npm start revokeKey \/v1\/keys\/\d+ 127\.0\.0\.1$/ })
    .waitFor()
  await page
    .getByRole('row', { name: /npm start createKey/ })
    .first()
    .waitFor()
})

test('nothing of that was an error, and nothing came from another host', () => {
  expect(visitor.faults).toEqual([])
})
