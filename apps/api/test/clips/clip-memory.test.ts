import { expect, test } from 'vitest'
import { type ClipBounds, createClipMemory } from '../../src/clips/clip-memory.js'

const clip = (name: string, durationS = 10) => ({
  name,
  durationS,
  heardChannel: null,
  windows: [{ startS: 0, endS: durationS, vector: new Float32Array([1]) }],
})

function open(bounds: Partial<ClipBounds> = {}) {
  let time = 0
  const memory = createClipMemory({ clips: 3, audioS: 100, keptMs: 1000, ...bounds }, () => time)
  return {
    ...memory,
    wait(ms: number) {
      time += ms
    },
  }
}

test('a clip is found by its id, by the key that sent it alone', () => {
  const { keep, find } = open()
  const id = keep(1, clip('a'))
  expect(find(1, id)?.name).toBe('a')
  expect(find(2, id)).toBeUndefined()
  expect(find(1, 'no-such-clip')).toBeUndefined()
})

test('a clip goes when nobody has asked it for a while', () => {
  const { keep, find, wait } = open()
  const id = keep(1, clip('a'))
  wait(900)
  expect(find(1, id)).toBeDefined()
  wait(900)
  expect(find(1, id)).toBeDefined()
  wait(1000)
  expect(find(1, id)).toBeUndefined()
})

test('of too many the one goes that was asked longest ago', () => {
  const { keep, find } = open()
  const [a, b, c] = ['a', 'b', 'c'].map((name) => keep(1, clip(name)))
  find(1, a!)
  const d = keep(1, clip('d'))
  expect([a, b, c, d].map((id) => find(1, id!)?.name)).toEqual(['a', undefined, 'c', 'd'])
})

test('however many one key sends, the clips of another stay', () => {
  const { keep, find } = open()
  const mine = keep(1, clip('mine'))
  for (let i = 0; i < 10; i++) keep(2, clip(`theirs ${i}`))
  expect(find(1, mine)?.name).toBe('mine')
})

test('seconds are counted as clips are, and the last one always stays', () => {
  const { keep, find } = open()
  const [a, b] = [keep(1, clip('a', 60)), keep(1, clip('b', 60))]
  expect([a, b].map((id) => find(1, id)?.name)).toEqual([undefined, 'b'])
  const long = keep(1, clip('long', 500))
  expect([b, long].map((id) => find(1, id)?.name)).toEqual([undefined, 'long'])
})
