import { expect, test } from 'vitest'
import { createCallQueue } from '../src/create-call-queue.js'
import type { Call } from '../src/run.js'

const settle = { resolve: () => {}, reject: () => {} }
const window = (): Call => ({ message: { type: 'audio' }, ...settle })
const prompt = (): Call => ({ message: { type: 'text', prompts: ['dog'] }, ...settle })

function queueOf(calls: Call[]) {
  const queue = createCallQueue()
  for (const call of calls) queue.add(call)
  return queue
}

test('windows and prompts take turns where both may be taken, each in their order', () => {
  const [a, b, c, p, q] = [window(), window(), window(), prompt(), prompt()]
  const queue = queueOf([a, b, c, p, q])
  const taken = [1, 2, 3, 4, 5, 6].map(() => queue.take(true, 1))
  expect(taken).toEqual([[p], [a], [q], [b], [c], []])
  expect(queue.isEmpty()).toBe(true)
})

test('a process without a text tower gets windows only', () => {
  const [a, p] = [window(), prompt()]
  const queue = queueOf([p, a])
  expect(queue.take(false, 1)).toEqual([a])
  expect(queue.take(false, 1)).toEqual([])
  expect(queue.isEmpty()).toBe(false)
  expect(queue.take(true, 1)).toEqual([p])
})

test('calls that are put back come first, oldest first', () => {
  const [a, b, c] = [window(), window(), window()]
  const queue = queueOf([c])
  queue.putBack([a, b])
  expect(queue.take(true, 3)).toEqual([a, b, c])
})

test('a call that is removed is not taken, and removing one that was taken changes nothing', () => {
  const [a, b] = [window(), window()]
  const queue = queueOf([a, b])
  queue.remove(a)
  expect(queue.take(false, 1)).toEqual([b])
  queue.remove(b)
  expect(queue.isEmpty()).toBe(true)
})

test('several windows are taken at once, but for those that are to be alone', () => {
  const [a, b, c, d, e] = [window(), window(), { ...window(), isAlone: true }, window(), window()]
  const queue = queueOf([a, b, c, d, e])
  const taken = [1, 2, 3, 4].map(() => queue.take(false, 3))
  expect(taken).toEqual([[a, b], [c], [d, e], []])
})

test('clearing hands over every call', () => {
  const [a, p] = [window(), prompt()]
  const queue = queueOf([a, p])
  expect(new Set(queue.clear())).toEqual(new Set([a, p]))
  expect(queue.isEmpty()).toBe(true)
})
