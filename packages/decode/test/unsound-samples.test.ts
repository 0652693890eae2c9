import { readFile, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { EarmarkError } from '@earmark/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeFile, decodeSmallFiles, decodeStream } from '../src/index.js'
import { collect, makeFolder } from './sounds.js'
import { floatWav } from './wav.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

/** Three seconds of a tone, with some samples in the place of its own. */
function toneWith(samples: Record<number, number>, { rate = RATE, amplitude = 0.25 } = {}): Buffer {
  const values = Array.from({ length: rate * 3 }, (_, i) => amplitude * Math.sin(i / 17))
  for (const [at, value] of Object.entries(samples)) values[Number(at)] = value
  return floatWav(values, rate)
}

/** What each way that a file can come in says of it. */
async function refusals(wav: Buffer): Promise<EarmarkError[]> {
  const path = folder.path('some.wav')
  await writeFile(path, wav)
  await writeFile(folder.path('good.wav'), toneWith({}))
  const refused = (decoding: ReturnType<typeof decodeFile>) =>
    collect(decoding).then(
      () => expect.fail('it was decoded'),
      (error: EarmarkError) => error,
    )
  const files = [path, folder.path('good.wav')].map((one) => ({ path: one, name: options.name }))
  const together = []
  for await (const one of decodeSmallFiles(files, options)) together.push(one)
  expect(together[1]).toMatchObject({ info: { durationS: 3 } })
  return [
    await refused(decodeFile(path, options)),
    await refused(decodeStream(Readable.from([await readFile(path)]), options)),
    together[0] as EarmarkError,
  ]
}

describe('a file is refused, and says how many of its samples are no sound,', () => {
  test.each([
    {
      kind: 'where one is NaN',
      wav: toneWith({ 96000: Number.NaN }),
      message: 'of 144,000 decoded, 1 are no numbers (NaN or infinite), the first at 2.00 s.',
    },
    {
      kind: 'where all are NaN',
      wav: floatWav(new Array(RATE).fill(Number.NaN), RATE),
      message: 'of 48,000 decoded, 48,000 are no numbers (NaN or infinite), the first at 0.00 s.',
    },
    {
      kind: 'where some are infinite',
      wav: toneWith({ 480: Infinity, 60000: -Infinity }),
      message: 'of 144,000 decoded, 2 are no numbers (NaN or infinite), the first at 0.01 s.',
    },
    {
      kind: 'where its amplitude is 1e30',
      wav: toneWith({ 0: 0.25 }, { amplitude: 1e30 }),
      message: 'are louder than 100 times full scale (up to 1.00e+30), the first at 0.00 s.',
    },
    {
      kind: 'where integers of 16 bits were written as floats',
      wav: toneWith({}, { amplitude: 20_000 }),
      message:
        'Where its floats are integers of 16 or 32 bits, divide them by the largest such integer.',
    },
    {
      kind: 'where both kinds are in it',
      wav: toneWith({ 1: 3e38, 100000: Number.NaN }),
      message:
        '1 are no numbers (NaN or infinite) and 1 are louder than 100 times full scale (up to 3.00e+38)',
    },
  ])('$kind', async ({ wav, message }) => {
    const [first, ...others] = await refusals(wav)
    expect(first).toMatchObject({ code: 'UNDECODABLE_AUDIO', permanent: true })
    expect(first?.message).toContain(
      `s3://sounds/key holds samples that are no sound: ${message.startsWith('of') ? message : ''}`,
    )
    expect(first?.message).toContain(message)
    expect(others.map((error) => error.message)).toEqual([first?.message, first?.message])
  })

  test('also where the resampler spreads one over its neighbours', async () => {
    for (const value of [Number.NaN, Infinity, 1e30]) {
      for (const error of await refusals(toneWith({ 50000: value }, { rate: 44_100 }))) {
        expect(error).toMatchObject({ code: 'UNDECODABLE_AUDIO', permanent: true })
      }
    }
  })
})

test('nobody hears what comes after a sample that is no sound', async () => {
  await writeFile(folder.path('late.wav'), toneWith({ 60000: Number.NaN }))
  let read = 0
  const decoding = decodeFile(folder.path('late.wav'), options)
  await expect(async () => {
    for await (const block of decoding.samples) read += block.length
  }).rejects.toMatchObject({ code: 'UNDECODABLE_AUDIO' })
  expect(read).toBe(RATE)
})

test('samples beyond full scale are what they are, up to a hundred times', async () => {
  await writeFile(folder.path('loud.wav'), floatWav([0.5, 1.5, -99, 100], RATE))
  const samples = await collect(decodeFile(folder.path('loud.wav'), options))
  expect([...samples]).toEqual([0.5, 1.5, -99, 100])
})
