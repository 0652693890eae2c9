import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Visit, visit } from './open-browser.js'

const site = inject('site')
let visitor: Visit

beforeAll(async () => {
  visitor = await visit(site)
})
afterAll(() => visitor?.close())

test('the printed link signs in, and its code is gone from the address', async () => {
  const { page, faults } = visitor
  await page.goto(site.link)
  await page.getByRole('heading', { name: 'Archive' }).waitFor()
  expect(page.url()).toBe(`${site.url}/`)
  await page.getByRole('link', { name: 'siren' }).first().waitFor()
  expect(faults).toEqual([])
})

test('the cookie is for this host alone and out of reach of scripts', async () => {
  const [cookie] = await visitor.context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
  expect(await visitor.page.evaluate('document.cookie')).toBe('')
})

test('whoever has signed out is refused, and so is the old cookie', async () => {
  const { page, context } = visitor
  const [cookie] = await context.cookies()
  await page.getByRole('button', { name: /^Sign out/ }).click()
  await page.waitForURL('**/sign-in')
  await page.goto('/batches')
  await page.waitForURL('**/sign-in?next=*')
  const answer = await fetch(`${site.url}/v1/batches`, {
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  })
  expect(answer.status).toBe(401)
})

test('the printed link signs in only once, and says what to do then', async () => {
  const { page } = visitor
  await page.goto(site.link)
  const problem = page.getByRole('alert')
  await problem.waitFor()
  expect(await problem.textContent()).toContain('earmark sign-in')
})

test('a pasted key leads on to the page that was asked for', async () => {
  const { page } = visitor
  await page.goto('/batches?state=any')
  await page.waitForURL('**/sign-in?next=*')
  await page.getByLabel('API key').fill(`${site.apiKey}x`)
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await page.getByLabel('API key').fill(site.apiKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Batches' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/batches')
})
