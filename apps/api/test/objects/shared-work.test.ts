import { expect, test } from 'vitest'
import { createGate } from '../../src/objects/sound/create-gate.js'
import { createSharedWork } from '../../src/objects/sound/create-shared-work.js'

test('what two ask for is done once, goes on when one leaves, and stops with the other', async () => {
  const share = createSharedWork<string>()
  const signals: AbortSignal[] = []
  const work = (signal: AbortSignal) => {
    signals.push(signal)
    return new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const [one, other] = [new AbortController(), new AbortController()]
  const first = share('a', one.signal, work)
  const second = share('a', other.signal, work)
  one.abort(new Error('one left'))
  await expect(first).rejects.toThrow('one left')
  expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  other.abort(new Error('the other left'))
  await expect(second).rejects.toThrow('the other left')
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  // What failed so is nobody else's answer.
  const done = share('a', new AbortController().signal, async () => 'done')
  expect(await done).toBe('done')
})

test('a gate keeps the others in line, and lets them leave it', async () => {
  const pass = createGate(1)
  const { signal } = new AbortController()
  const passed: string[] = []
  let finish = () => {}
  const first = pass(signal, () => new Promise<void>((resolve) => (finish = resolve)))
  const impatient = new AbortController()
  const second = pass(impatient.signal, async () => void passed.push('second'))
  const third = pass(signal, async () => void passed.push('third'))
  impatient.abort(new Error('left'))
  await expect(second).rejects.toThrow('left')
  expect(passed).toEqual([])
  finish()
  await Promise.all([first, third])
  expect(passed).toEqual(['third'])
})
