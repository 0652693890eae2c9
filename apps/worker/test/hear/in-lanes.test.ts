import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inLanes } from '../../src/hear/in-lanes.js'

const signal = new AbortController().signal

test('does every item once, in their order, no more at a time than there are lanes', async () => {
  const begun: number[] = []
  let [now, most] = [0, 0]
  await inLanes(2, [0, 1, 2, 3, 4, 5, 6], signal, async (item) => {
    begun.push(item)
    most = Math.max(most, ++now)
    await sleep(item % 3)
    now -= 1
  })
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(most).toBe(2)
})

test('the first failure stops the others, and is thrown when they have ended', async () => {
  const ended: number[] = []
  const work = inLanes(2, [0, 1, 2, 3], signal, async (item, stop) => {
    if (item === 0) throw new Error('broken')
    await sleep(10_000, undefined, { signal: stop }).finally(() => ended.push(item))
  })
  await expect(work).rejects.toThrow('broken')
  expect(ended).toEqual([1])
})

test('many lanes may listen for the stop at once, and nobody is warned of a leak', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  const items = Array.from({ length: 24 }, (_, item) => item)
  await inLanes(24, items, signal, (_, stop) => sleep(1, undefined, { signal: stop }))
  await new Promise(setImmediate)
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

test('an abort from outside stops all of it', async () => {
  const stopping = new AbortController()
  const begun: number[] = []
  const work = inLanes(2, [0, 1, 2, 3], stopping.signal, async (item, stop) => {
    begun.push(item)
    if (item === 1) stopping.abort(new Error('stopped'))
    await sleep(10_000, undefined, { signal: stop })
  })
  await expect(work).rejects.toThrow('stopped')
  expect(begun).toEqual([0, 1])
})
