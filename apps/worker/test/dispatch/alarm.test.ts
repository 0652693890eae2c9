import { expect, test } from 'vitest'
import { createAlarm } from '../../src/dispatch/alarm.js'

const HOURS = 3_600_000
const { signal } = new AbortController()

test('a ring ends the sleep under way', async () => {
  const alarm = createAlarm()
  const sleep = alarm.sleep(HOURS, signal)
  alarm.ring()
  await sleep
})

test('a ring before the sleep ends that one, and not the one after it', async () => {
  const alarm = createAlarm()
  alarm.ring()
  alarm.ring()
  await alarm.sleep(HOURS, signal)
  let isAwake = false
  const second = alarm.sleep(HOURS, signal).then(() => {
    isAwake = true
  })
  await alarm.sleep(20, signal)
  expect(isAwake).toBe(false)
  alarm.ring()
  await second
})

test('an abort ends it too', async () => {
  const controller = new AbortController()
  const sleep = createAlarm().sleep(HOURS, controller.signal)
  controller.abort()
  await sleep
})
