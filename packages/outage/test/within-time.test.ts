import { expect, test } from 'vitest'
import { withinTime } from '../src/index.js'

test('work that is done in time gives its result', async () => {
  expect(await withinTime(60_000, Promise.resolve('done'))).toBe('done')
})

test('work that fails in time fails in its own words', async () => {
  await expect(withinTime(60_000, Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
})

test('work that hangs is given up, with the time that it had', async () => {
  await expect(withinTime(50, new Promise(() => {}))).rejects.toThrow('no answer within 0.05 s')
})

test('work that fails after it was given up disturbs nobody', async () => {
  let fail = (_: Error) => {}
  const work = new Promise<never>((_, reject) => {
    fail = reject
  })
  await expect(withinTime(1, work)).rejects.toThrow('no answer')
  fail(new Error('much later'))
  await new Promise((resolve) => setTimeout(resolve, 10))
})
