import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AudioWindow,
  cutClip,
  cutWindows,
  longestClipSamples,
  type WindowSpec,
} from '../../src/audio/cut-windows.js'
import { createWindowMemory } from '../../src/audio/window-memory.js'

const sampleRate = 48_000
const side = { sampleRate, windowSamples: 480_000, hopSamples: 480_000 }

async function* blocksOf(samples: Float32Array, sizes: number[]): AsyncGenerator<Float32Array> {
  for (let at = 0, i = 0; at < samples.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1
    yield samples.subarray(at, at + size)
    at += size
  }
}

async function cut(samples: Float32Array, spec: WindowSpec, sizes = [48_000]) {
  const windows: AudioWindow[] = []
  for await (const window of cutWindows(blocksOf(samples, sizes), spec)) windows.push(window)
  return windows
}

const spans = (windows: AudioWindow[]) => windows.map((w) => [w.startS, w.endS])

describe('windows side by side', () => {
  test.each([
    {
      seconds: 25,
      expected: [
        [0, 10],
        [10, 20],
        [20, 25],
      ],
    },
    { seconds: 10.5, expected: [[0, 10]] },
    {
      seconds: 11,
      expected: [
        [0, 10],
        [10, 11],
      ],
    },
    { seconds: 10, expected: [[0, 10]] },
    {
      seconds: 20,
      expected: [
        [0, 10],
        [10, 20],
      ],
    },
    { seconds: 0.25, expected: [[0, 0.25]] },
  ])('cuts $seconds s into $expected', async ({ seconds, expected }) => {
    expect(spans(await cut(new Float32Array(seconds * sampleRate), side))).toEqual(expected)
  })

  test('makes one window of a single sample', async () => {
    const [window, ...rest] = await cut(Float32Array.of(0.5), side)
    expect(rest).toEqual([])
    expect(window?.samples).toEqual(Float32Array.of(0.5))
    expect(window?.endS).toBe(1 / 48_000)
  })

  test('makes no window of a stream without samples', async () => {
    expect(await cut(new Float32Array(0), side)).toEqual([])
  })

  test('drops a tail one sample short of a second and keeps one of exactly a second', async () => {
    expect(await cut(new Float32Array(480_000 + 47_999), side)).toHaveLength(1)
    expect(await cut(new Float32Array(480_000 + 48_000), side)).toHaveLength(2)
  })
})

describe('windows with another hop', () => {
  test('adds no window that only repeats the tail of the one before', async () => {
    const half = { ...side, hopSamples: 240_000 }
    expect(spans(await cut(new Float32Array(20 * sampleRate), half))).toEqual([
      [0, 10],
      [5, 15],
      [10, 20],
    ])
    expect(spans(await cut(new Float32Array(12 * sampleRate), half))).toEqual([
      [0, 10],
      [5, 12],
    ])
    expect(spans(await cut(new Float32Array(10.5 * sampleRate), half))).toEqual([[0, 10]])
  })

  test('leaves out the samples between windows that are further apart than they are long', async () => {
    const sparse = { ...side, hopSamples: 60 * sampleRate }
    expect(spans(await cut(new Float32Array(125 * sampleRate), sparse))).toEqual([
      [0, 10],
      [60, 70],
      [120, 125],
    ])
    expect(await cut(new Float32Array(60.5 * sampleRate), sparse)).toHaveLength(1)
  })
})

test('refuses a spec with numbers that are not positive and whole', async () => {
  await expect(cut(new Float32Array(1), { ...side, hopSamples: 0 })).rejects.toThrow('hopSamples')
  await expect(cut(new Float32Array(1), { ...side, windowSamples: 0.5 })).rejects.toThrow('0.5')
})

describe('for every length, block size, window and hop', () => {
  // A small rate keeps the numbers small; the law does not know the rate.
  const arbitrary = fc.record({
    total: fc.integer({ min: 0, max: 400 }),
    sizes: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
    spec: fc.record({
      sampleRate: fc.constant(10),
      windowSamples: fc.integer({ min: 1, max: 120 }),
      hopSamples: fc.integer({ min: 1, max: 150 }),
    }),
  })

  test('the windows are those of the definition, with the samples at their place', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ total, sizes, spec }) => {
        const samples = Float32Array.from({ length: total }, (_, i) => i + 1)
        const expected: number[][] = []
        const minTail = Math.min(spec.sampleRate, spec.windowSamples)
        for (let k = 0, heardUntil = 0; ; k += 1) {
          const start = k * spec.hopSamples
          const fresh = total - Math.max(start, heardUntil)
          if (k === 0 ? total === 0 : fresh < minTail) break
          expected.push([...samples.subarray(start, start + spec.windowSamples)])
          heardUntil = start + spec.windowSamples
        }
        const windows = await cut(samples, spec, sizes)
        expect(windows.map((w) => [...w.samples])).toEqual(expected)
        expect(windows.map((w) => w.index)).toEqual(windows.map((_, k) => k))
        expect(spans(windows)).toEqual(
          expected.map((s, k) => {
            const start = k * spec.hopSamples
            return [start / spec.sampleRate, (start + s.length) / spec.sampleRate]
          }),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('the size of the blocks makes no difference', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ total, sizes, spec }) => {
        const samples = Float32Array.from({ length: total }, (_, i) => Math.sin(i))
        expect(await cut(samples, spec, sizes)).toEqual(
          await cut(samples, spec, [Math.max(1, total)]),
        )
      }),
    )
  })
})

test('cuts the same windows into memory that is used again', async () => {
  const samples = Float32Array.from({ length: 100 }, (_, i) => i)
  const spec = { sampleRate: 10, windowSamples: 20, hopSamples: 15 }
  const memory = createWindowMemory(spec.windowSamples)
  const seen: number[][] = []
  const buffers = new Set<ArrayBufferLike>()
  for await (const window of cutWindows(blocksOf(samples, [7, 30]), spec, memory)) {
    seen.push([...window.samples])
    buffers.add(window.samples.buffer)
    memory.give(window.samples)
  }
  expect(seen).toEqual((await cut(samples, spec)).map((window) => [...window.samples]))
  expect(buffers.size).toBe(1)
})

test('cuts a clip in memory into the windows that its stream gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 30 }),
      async (length, windowSamples, hopSamples, rate) => {
        const samples = Float32Array.from({ length }, (_, i) => i)
        const spec = { sampleRate: rate, windowSamples, hopSamples }
        expect(cutClip(samples, spec)).toEqual(await cut(samples, spec, [7, 60]))
      },
    ),
  )
})

test('the longest clip of so many windows has them, and one sample more makes another', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (windowSamples, hopSamples, windows) => {
        const spec = { sampleRate: 10, windowSamples, hopSamples }
        const longest = longestClipSamples(spec, windows)
        expect(cutClip(new Float32Array(longest), spec)).toHaveLength(windows)
        expect(cutClip(new Float32Array(longest + 1), spec)).toHaveLength(windows + 1)
      },
    ),
  )
})
