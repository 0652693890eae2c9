import { describe, expect, test, vi } from 'vitest'
import type { Call, Run } from '../src/run.js'
import { createRunPace } from '../src/run-pace.js'
import { startDeadline } from '../src/start-deadline.js'

const call = (message: Call['message']): Call => ({
  message,
  resolve: () => {},
  reject: () => {},
})
const windows = (count: number): Run => Array.from({ length: count }, () => call({ type: 'audio' }))
const prompts: Run = [call({ type: 'text', prompts: ['dog'] })]

describe('the deadline of a run', () => {
  test('is the least one as long as runs are short, and longer for the first prompts', () => {
    const pace = createRunPace(60_000)
    expect(pace.deadlineMs(windows(1))).toBe(60_000)
    expect(pace.deadlineMs(prompts)).toBe(300_000)
    for (let i = 0; i < 10; i += 1) pace.note(windows(1), 100)
    expect(pace.deadlineMs(windows(1))).toBe(60_000)
  })

  test('is 20 times what a window usually takes, for each of the run', () => {
    const pace = createRunPace(60_000)
    for (const ms of [9000, 10_000, 11_000, 900_000, 10_000]) pace.note(windows(1), ms)
    expect(pace.deadlineMs(windows(1))).toBe(200_000)
    expect(pace.deadlineMs(windows(4))).toBe(800_000)
    expect(pace.deadlineMs(prompts)).toBe(300_000)
  })

  test('follows a machine that has become slower', () => {
    const pace = createRunPace(60_000)
    for (let i = 0; i < 1000; i += 1) pace.note(windows(2), 200)
    for (let i = 0; i < 40; i += 1) pace.note(windows(2), 20_000)
    expect(pace.deadlineMs(windows(1))).toBe(200_000)
  })
})

test('a deadline passes over the time in which this process stood still', async () => {
  const onPassed = vi.fn()
  startDeadline(1000, onPassed)
  const until = Date.now() + 2000
  while (Date.now() < until);
  await new Promise(setImmediate)
  expect(onPassed).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(onPassed).toHaveBeenCalledOnce(), { timeout: 60_000 })
})

test('a deadline that is called off does not pass', async () => {
  const onPassed = vi.fn()
  startDeadline(10, onPassed)()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(onPassed).not.toHaveBeenCalled()
})
