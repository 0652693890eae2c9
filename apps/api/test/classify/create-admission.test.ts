import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAdmission } from '../../src/classify/create-admission.js'
import { HttpProblem } from '../../src/http-problem.js'

const never = new AbortController().signal

test('lets only so many work at a time, and everybody in the end, in order', async () => {
  const admission = createAdmission({ atOnce: 2, waiting: 8 })
  let running = 0
  let most = 0
  const order: number[] = []
  await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const place = admission.enter()
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
  const first = admission.enter()
  admission.enter()
  expect(() => admission.enter()).toThrow(HttpProblem)
  first.leave()
  expect(() => admission.enter()).not.toThrow()
})

test('gives the place of one who goes away while waiting to nobody else', async () => {
  const admission = createAdmission({ atOnce: 1, waiting: 2 })
  const [first, second, third] = [admission.enter(), admission.enter(), admission.enter()]
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
  await admission.enter().start(never)
})

test('is empty again whatever comes and goes in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ isAborted: fc.boolean(), workMs: fc.nat({ max: 2 }) }), {
        maxLength: 12,
      }),
      fc.integer({ min: 1, max: 3 }),
      async (clients, atOnce) => {
        const admission = createAdmission({ atOnce, waiting: 12 })
        let running = 0
        await Promise.all(
          clients.map(async ({ isAborted, workMs }) => {
            const place = admission.enter()
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
        const places = Array.from({ length: atOnce }, () => admission.enter())
        await Promise.all(places.map((place) => place.start(never)))
      },
    ),
    { numRuns: 30 },
  )
})
