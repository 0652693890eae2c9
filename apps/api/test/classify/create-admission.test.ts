import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAdmission } from '../../src/classify/create-admission.js'
import { HttpProblem } from '../../src/http/http-problem.js'

const never = new AbortController().signal

test('lets only so many work at a time, and everybody in the end, in order', async () => {
  const admission = createAdmission({ atOnce: 2, waiting: 8 })
  let running = 0
  let most = 0
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const place = admission.enter(index)
      await place.start(never)
      order.push(index)
      running += 1
      most = Math.max(most, running)
      await sleep(1)
      running -= 1
      place.leave()
    }),
  )
  expect(most).toBe(2)
  expect(order).toEqual([...order].sort((a, b) => a - b))
})

test('refuses those beyond the line, and takes them when somebody has left', () => {
  const admission = createAdmission({ atOnce: 1, waiting: 1 })
  const first = admission.enter(1)
  admission.enter(2)
  expect(() => admission.enter(3)).toThrow(HttpProblem)
  first.leave()
  expect(() => admission.enter(3)).not.toThrow()
})

test('gives the place of one who goes away while waiting to nobody else', async () => {
  const admission = createAdmission({ atOnce: 1, waiting: 2 })
  const [first, second, third] = [1, 2, 3].map((key) => admission.enter(key))
  await first!.start(never)
  const gone = new AbortController()
  const waiting = second!.start(gone.signal)
  const next = third!.start(never)
  gone.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
  second!.leave()
  first!.leave()
  await next
  third!.leave()
  await admission.enter(1).start(never)
})

test('is empty again whatever comes and goes in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          isAborted: fc.boolean(),
          workMs: fc.nat({ max: 2 }),
          key: fc.integer({ min: 1, max: 3 }),
        }),
        {
          maxLength: 12,
        },
      ),
      fc.integer({ min: 1, max: 3 }),
      async (clients, atOnce) => {
        const admission = createAdmission({ atOnce, waiting: 24 })
        let running = 0
        await Promise.all(
          clients.map(async ({ isAborted, workMs, key }) => {
            const place = admission.enter(key)
            const controller = new AbortController()
            if (isAborted) setTimeout(() => controller.abort(), workMs)
            try {
              await place.start(controller.signal)
              running += 1
              expect(running).toBeLessThanOrEqual(atOnce)
              await sleep(workMs)
              running -= 1
            } catch (error) {
              expect(controller.signal.aborted, String(error)).toBe(true)
            } finally {
              place.leave()
            }
          }),
        )
        // All places are free: so many start at once without waiting for anybody.
        const places = Array.from({ length: atOnce }, (_, key) => admission.enter(key))
        await Promise.all(places.map((place) => place.start(never)))
      },
    ),
    { numRuns: 30 },
  )
})

test('gives one key half of all places, and the others to others', () => {
  const admission = createAdmission({ atOnce: 2, waiting: 16 })
  for (let i = 0; i < 9; i++) admission.enter(1)
  expect(() => admission.enter(1)).toThrow('9 clips of this API key')
  for (let i = 0; i < 9; i++) admission.enter(2)
  expect(() => admission.enter(3)).toThrow('18 clips are being classified or waiting')
})

test('keeps one of the places that work free of a key that would take them all', async () => {
  const admission = createAdmission({ atOnce: 2, waiting: 16 })
  const started: string[] = []
  const begin = async (name: string, key: number) => {
    const place = admission.enter(key)
    await place.start(never)
    started.push(name)
    return place
  }
  const first = await begin('a1', 1)
  const second = begin('a2', 1)
  const third = begin('a3', 1)
  const other = await begin('b1', 2)
  expect(started).toEqual(['a1', 'b1'])
  other.leave()
  first.leave()
  ;(await second).leave()
  ;(await third).leave()
  expect(started).toEqual(['a1', 'b1', 'a2', 'a3'])
})
