import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DecodedFile, decodeSmallFiles, decodeStream, readAudio } from '../src/index.js'
import { digest, dominantHz, ffmpeg, makeFolder } from './sounds.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

/** Two seconds, each channel of which is an expression of t, such as `0.25*sin(2*PI*440*t)`. */
async function record(file: string, layout: string, voices: string[], ...args: string[]) {
  const source = `aevalsrc=${voices.join('|')}:s=44100:d=2:c=${layout}`
  await ffmpeg('-f', 'lavfi', '-i', source, ...args, folder.path(file))
  return file
}

async function read(file: string): Promise<DecodedFile> {
  const { result, info } = await readAudio(folder.path(file), options, async (samples) => {
    const blocks: number[] = []
    for await (const block of samples) blocks.push(...block)
    return Float32Array.from(blocks)
  })
  return { samples: result, info }
}

/** Both ways of reading a file give the same. */
async function readBothWays(file: string): Promise<DecodedFile> {
  const files = [file, file].map((one) => ({ path: folder.path(one), name: one }))
  const alone = await read(file)
  for await (const together of decodeSmallFiles(files, options)) {
    expect(together).toMatchObject({ info: { heardChannel: alone.info.heardChannel } })
    expect(digest((together as DecodedFile).samples)).toBe(digest(alone.samples))
  }
  return alone
}

const tone = (amplitude: number, hz = 440) => `${amplitude}*sin(2*PI*${hz}*t)`

describe('where the channels cancel each other, the loudest is heard alone', () => {
  test.each([
    { file: 'left.wav', layout: 'stereo', voices: [tone(0.25), tone(-0.25)], heard: 1 },
    { file: 'right.wav', layout: 'stereo', voices: [tone(0.24), tone(-0.25)], heard: 2 },
    { file: 'a.flac', layout: 'stereo', voices: [tone(0.25), tone(-0.22)], heard: 1 },
    { file: 'a.ogg', layout: 'stereo', voices: [tone(0.25), tone(-0.24)], heard: 1 },
    { file: 'a.mp3', layout: 'stereo', voices: [tone(0.25), tone(-0.24)], heard: 1 },
    {
      file: 'quad.wav',
      layout: 'quad',
      voices: ['0', '0', tone(0.2), tone(-0.25)],
      heard: 4,
    },
  ])('$file', async ({ file, layout, voices, heard }) => {
    const { samples, info } = await readBothWays(await record(file, layout, voices))
    expect(info.heardChannel).toBe(heard)
    expect(dominantHz(samples, RATE)).toBe(440)
    expect(Math.max(...samples)).toBeCloseTo(0.25, 1)
  })

  test('even where each sound is a click and all else is silence', async () => {
    const click = '0.5*sin(2*PI*440*t)*between(t\\,1.3\\,1.31)'
    const { info } = await readBothWays(await record('click.wav', 'stereo', [click, `-1*${click}`]))
    expect(info.heardChannel).toBe(1)
  })

  test('also between files of one channel', async () => {
    const mono = await record('one.wav', 'mono', [tone(0.25)])
    const cancelled = await record('two.flac', 'stereo', [tone(0.25), tone(-0.25)])
    const files = [mono, cancelled, mono, cancelled].map((name) => ({
      path: folder.path(name),
      name,
    }))
    const heard: unknown[] = []
    for await (const one of decodeSmallFiles(files, options)) {
      heard.push((one as DecodedFile).info.heardChannel)
    }
    expect(heard).toEqual([null, 1, null, 1])
  })

  test('and a stream says that it is so', async () => {
    await record('stream.wav', 'stereo', [tone(0.25), tone(-0.25)])
    const decoding = decodeStream(
      Readable.from([await readFile(folder.path('stream.wav'))]),
      options,
    )
    for await (const _ of decoding.samples);
    expect(await decoding.info).toMatchObject({ heardChannel: null, isMixCancelled: true })
  })
})

describe('the mix of all channels is heard', () => {
  test.each([
    { kind: 'of one channel', layout: 'mono', voices: [tone(0.25)] },
    { kind: 'of equal ones', layout: 'stereo', voices: [tone(0.25), tone(0.25)] },
    { kind: 'of silence', layout: 'stereo', voices: ['0', '0'] },
    { kind: 'of one sound and silence', layout: 'stereo', voices: ['0', tone(0.25)] },
    { kind: 'of unlike ones', layout: 'stereo', voices: [tone(0.25), tone(0.2, 700)] },
    {
      kind: 'of noise',
      layout: 'stereo',
      voices: ['0.5*random(0)-0.25', '0.5*random(1)-0.25'],
    },
    { kind: 'of stereo that is wide', layout: 'stereo', voices: [tone(0.25), tone(-0.12)] },
    {
      kind: 'beside a loud channel for low frequencies, which no mix holds',
      layout: '5.1',
      voices: [tone(0.002), tone(0.002), tone(0.002), tone(0.9, 50), '0', '0'],
    },
  ])('$kind, to the bit as ffmpeg alone gives it', async ({ layout, voices }) => {
    const { samples, info } = await readBothWays(
      await record('mix.wav', layout, voices, '-y', '-c:a', 'pcm_s24le'),
    )
    expect(info.heardChannel).toBeNull()
    await ffmpeg(
      ...['-i', folder.path('mix.wav'), '-ac', '1', '-ar', String(RATE), '-bitexact'],
      ...['-f', 'f32le', folder.path('mix.f32')],
    )
    const { buffer } = new Uint8Array(await readFile(folder.path('mix.f32')))
    expect(digest(samples)).toBe(digest(new Float32Array(buffer)))
  })
})
