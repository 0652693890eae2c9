import { expect, test } from 'vitest'
import { createListener, type HeardWindow, type ListenerOptions } from '../src/index.js'

const second = new Float32Array(100).fill(0.1)

/** A hundred samples a second, and a question that any two numbers answer. */
function listen(hear: ListenerOptions['hear']) {
  const windows: HeardWindow[] = []
  const dropped: number[] = []
  const failures: unknown[] = []
  const named = (...labels: string[]) => ({
    labels,
    score: (heard: Float32Array) => ({
      probabilities: Float64Array.from(heard),
      similarities: Float64Array.from(heard),
    }),
  })
  const listener = createListener({
    sampleRate: 100,
    windowS: 2,
    hopS: 1,
    question: named('dog', 'rain'),
    hear,
    onWindow: (window) => windows.push(window),
    onDropped: (list) => dropped.push(...list.map(({ endS }) => endS)),
    onFailure: (error) => failures.push(error),
  })
  return { listener, windows, dropped, failures, named }
}

test('each window is scored as soon as its last sample has come', async () => {
  const { listener, windows } = listen(async () => Float32Array.of(0.25, 0.75))
  for (let i = 0; i < 3; i++) {
    listener.push(second)
    await listener.settle()
  }
  expect(windows.map(({ startS, endS }) => [startS, endS])).toEqual([
    [0, 1],
    [0, 2],
    [1, 3],
  ])
  expect(windows[0]?.scores[1]).toEqual({ label: 'rain', probability: 0.75, similarity: 0.75 })
  expect(windows[0]?.levelDb).toBeCloseTo(-20, 5)
})

test('windows that come faster than they can be heard are dropped, the oldest first, and told of', async () => {
  let go = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  let calls = 0
  const { listener, windows, dropped } = listen(async () => {
    if (calls++ === 0) await held
    return Float32Array.of(1, 0)
  })
  for (let i = 0; i < 20; i++) listener.push(second)
  go()
  await listener.settle()
  // The ring holds the window's two seconds and five more.
  expect(windows.map(({ endS }) => endS)).toEqual([1, 15, 16, 17, 18, 19, 20])
  expect(dropped).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
})

test('a window that waited for longer than a second is dropped', async () => {
  let calls = 0
  const { listener, windows, dropped } = listen(async () => {
    if (calls++ === 0) await new Promise((resolve) => setTimeout(resolve, 1100))
    return Float32Array.of(1, 0)
  })
  listener.push(second)
  listener.push(second)
  await listener.settle()
  listener.push(second)
  await listener.settle()
  expect(windows.map(({ endS }) => endS)).toEqual([1, 3])
  expect(dropped).toEqual([2])
})

test('a window that fails is told of, and the next one is heard', async () => {
  let calls = 0
  const { listener, windows, failures } = listen(async () => {
    if (calls++ === 0) throw new Error('the process died')
    return Float32Array.of(1, 0)
  })
  listener.push(second)
  await listener.settle()
  listener.push(second)
  await listener.settle()
  expect(failures).toEqual([new Error('the process died')])
  expect(windows.map(({ endS }) => endS)).toEqual([2])
})

test('other labels are asked for from the next window on', async () => {
  const { listener, windows, named } = listen(async () => Float32Array.of(1, 0))
  listener.push(second)
  await listener.settle()
  listener.ask(named('siren', 'bell'))
  listener.push(second)
  await listener.settle()
  expect(windows.map(({ scores }) => scores[0]?.label)).toEqual(['dog', 'siren'])
})
