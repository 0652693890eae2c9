import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declaresMono } from '../src/declares-mono.js'
import { ffmpegArguments } from '../src/ffmpeg/ffmpeg-arguments.js'
import { digest, ffmpeg, makeFolder, tone } from './sounds.js'

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

async function firstBytesOf(file: string, channels: number, args: string[] = []): Promise<Buffer> {
  await ffmpeg(...tone({ durationS: 1, channels }), ...args, folder.path(file))
  return (await readFile(folder.path(file))).subarray(0, 256)
}

describe('what one channel looks like', () => {
  test.each([
    { file: 'a.wav' },
    { file: 'float.wav', args: ['-c:a', 'pcm_f32le'] },
    { file: 'deep.wav', args: ['-c:a', 'pcm_s24le', '-ar', '96000'] },
    { file: 'broadcast.wav', args: ['-write_bext', '1', '-metadata', 'originator=a recorder'] },
    { file: 'a.flac' },
    { file: 'a.ogg', args: ['-c:a', 'libvorbis'] },
    { file: 'a.opus' },
    { file: 'a.mp3' },
    { file: 'bare.mp3', args: ['-id3v2_version', '0', '-write_xing', '0'] },
    { file: 'tagged.mp3', args: ['-metadata', `title=${'a wren '.repeat(15)}`] },
  ])('$file', async ({ file, args = [] }) => {
    expect(declaresMono(await firstBytesOf(file, 1, args))).toBe(true)
    expect(declaresMono(await firstBytesOf(file, 2, args))).toBe(false)
  })

  test('a chunk before the format is passed over', async () => {
    const bytes = await firstBytesOf('b.wav', 1)
    const junk = Buffer.from('JUNK\x03\0\0\0abc\0', 'latin1')
    const wav = Buffer.concat([bytes.subarray(0, 12), junk, bytes.subarray(12)])
    expect(declaresMono(wav)).toBe(true)
    // One that is longer than what was read leaves it unknown.
    junk[5] = 2
    expect(declaresMono(wav.fill(junk, 12, 12 + junk.length))).toBe(false)
  })
})

test.each([
  { why: 'another codec than samples', file: 'adpcm.wav', args: ['-c:a', 'adpcm_ms'] },
  { why: 'a container that is not read', file: 'a.m4a' },
  {
    why: 'a tag that is longer than what was read',
    file: 'long.mp3',
    args: ['-metadata', `title=${'a wren '.repeat(100)}`],
  },
])('$why is not taken for one channel', async ({ file, args = [] }) => {
  expect(declaresMono(await firstBytesOf(file, 1, args))).toBe(false)
})

test('no bytes are too few or too wild', () => {
  const starts = ['', 'RIFF\0\0\0\0WAVE', 'fLaC', 'OggS', 'ID3', '\xff\xfb'].map((text) =>
    fc.constant(Buffer.from(text, 'latin1')),
  )
  fc.assert(
    fc.property(fc.oneof(...starts), fc.uint8Array({ maxLength: 300 }), (start, bytes) => {
      expect(typeof declaresMono(Buffer.concat([start, bytes]))).toBe('boolean')
    }),
  )
})

describe('of one channel nothing is measured', () => {
  const job = { sampleRate: 48_000, maxDurationS: 60 }

  test('and of others it is', () => {
    const two = { ...job, inputs: ['/a', '/b'], outputs: ['/c', '/d'] }
    const text = ffmpegArguments({ ...two, isMono: [true, false] }).join(' ')
    expect(text).not.toContain('volumedetect@0')
    expect(text).toContain('volumedetect@1')
  })

  test.each([8_000, 22_050, 44_100, 48_000, 96_000])(
    'and the samples are to the bit what they are beside a measurement, from %d Hz',
    async (rate) => {
      const codecs = ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le', 'mulaw', 'alaw']
      const files = [
        ...codecs.map((codec) => ({ file: `${codec}.wav`, args: ['-c:a', `pcm_${codec}`] })),
        { file: '16.flac', args: ['-sample_fmt', 's16'] },
        { file: '24.flac', args: ['-sample_fmt', 's32'] },
        { file: 'vorbis.ogg', args: ['-c:a', 'libvorbis'] },
        ...(rate === 48_000 || rate === 8_000
          ? [{ file: 'opus.ogg', args: ['-c:a', 'libopus'] }]
          : []),
        ...(rate < 96_000 ? [{ file: 'layer3.mp3', args: [] }] : []),
      ]
      const noise = ['-f', 'lavfi', '-i', `anoisesrc=c=pink:a=0.5:d=1:r=${rate}:seed=7`]
      const names = files.map(({ file }) => `${rate}-${file}`)
      for (const [i, { args }] of files.entries()) {
        await ffmpeg(...noise, ...args, folder.path(names[i]!))
      }
      const inputs = names.map((name) => folder.path(name))
      const digests = async (isMono: boolean) => {
        const outputs = inputs.map((input) => `${input}.${isMono}.f32`)
        const all = inputs.map(() => isMono)
        await ffmpeg(...ffmpegArguments({ ...job, inputs, outputs, isMono: all }))
        const samples = await Promise.all(outputs.map((output) => readFile(output)))
        return samples.map(
          (bytes, i) => `${names[i]} ${digest(new Float32Array(new Uint8Array(bytes).buffer))}`,
        )
      }
      const measured = await digests(false)
      expect(await digests(true)).toEqual(measured)
      expect(new Set(measured).size).toBe(names.length)
    },
  )
})
