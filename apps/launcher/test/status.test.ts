import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

test('the state of all is in one screen', async () => {
  const status = await home.ask('status')
  expect(status).toMatch(/^Archive +31 objects, .* of sound, [\d,]+ windows, /m)
  expect(status).toMatch(/^Workers +1 at work, with clap-mini$/m)
  expect(status).toMatch(/^Batches +none runs$/m)
  const { objects, batches, checks } = JSON.parse(await home.ask('status', '--json'))
  expect(objects).toBe(31)
  expect(batches).toEqual([])
  expect(checks).toEqual({ postgres: 'up', queue: 'up', storage: 'up' })
})

test('the doctor finds nothing wrong', async () => {
  const found = await home.ask('doctor')
  expect(found).toContain('Nothing is wrong.')
  expect(found).not.toContain('✗')
  expect(found).toMatch(/^✓ pgvector +\d/m)
})

test('label sets, batches and folders of buckets are completed', async () => {
  const complete = async (...words: string[]) =>
    (await home.ask('complete', '--', ...words)).split('\n').map((line) => line.split('\t')[0])
  expect(await complete('retag', '')).toContain('sounds')
  expect(await complete('results', '--label-set', 'k')).toEqual(['kinds', ''])
  expect(await complete('batch', 'show', '')).toContain('1')
  expect(await complete('tag', 's3://')).toContain('s3://demo/')
  expect(await complete('tag', 's3://demo/ho')).toContain('s3://demo/home/')
})
