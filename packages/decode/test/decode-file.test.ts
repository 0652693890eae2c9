import { readFile, truncate, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeFile } from '../src/index.js'
import { collect, digest, dominantHz, ffmpeg, makeFolder, picture, tone } from './sounds.js'
import { pcmWav } from './wav.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

describe('decodes', () => {
  const wavs = ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le'].flatMap(
    (codec) =>
      [8_000, 44_100, 192_000].map((rate) => ({ file: `${codec}-${rate}.wav`, codec, rate })),
  )

  test.each(wavs)('WAV of $codec at $rate Hz', async ({ file, codec, rate }) => {
    await ffmpeg(...tone({ rate }), '-c:a', codec, folder.path(file))
    await expectTone(file, { codec, sampleRate: rate, channels: 1 })
  })

  test.each(['said.wav', 'said.flac', 'said.ogg', 'said.m4a'])(
    '%s with what it says of itself',
    async (file) => {
      const comment = 'Recorded at 05:30:00 31/01/2024 (UTC) by AudioMoth: gain 2'
      await ffmpeg(...tone({}), '-metadata', `comment=${comment}`, folder.path(file))
      const decoding = decodeFile(folder.path(file), options)
      await collect(decoding)
      expect((await decoding.info).tags).toMatchObject({ comment })
    },
  )

  test.each([1, 2, 6])('WAV of %i channels, mixed to one', async (channels) => {
    const file = `channels-${channels}.wav`
    await ffmpeg(...tone({ channels }), '-c:a', 'pcm_s16le', folder.path(file))
    await expectTone(file, { codec: 'pcm_s16le', sampleRate: 44_100, channels })
  })

  test.each([
    { file: 'a.flac', codec: 'flac', args: [] },
    { file: 'a.mp3', codec: 'mp3', args: [] },
    { file: 'a.ogg', codec: 'vorbis', args: ['-c:a', 'libvorbis'] },
    { file: 'a.opus', codec: 'opus', args: ['-c:a', 'libopus'] },
    { file: 'end.m4a', codec: 'aac', args: ['-c:a', 'aac'] },
    { file: 'faststart.m4a', codec: 'aac', args: ['-c:a', 'aac', '-movflags', '+faststart'] },
    { file: 'fragmented.mp4', codec: 'aac', args: ['-movflags', '+frag_keyframe+empty_moov'] },
    { file: 'alac.m4a', codec: 'alac', args: ['-c:a', 'alac'] },
    { file: 'adts.aac', codec: 'aac', args: [] },
    { file: 'a.aiff', codec: 'pcm_s16be', args: [] },
    { file: 'a.caf', codec: 'pcm_s16be', args: [] },
    { file: 'a.au', codec: 'pcm_s16be', args: [] },
    { file: 'a.wma', codec: 'wmav2', args: ['-c:a', 'wmav2'] },
    { file: 'a.ac3', codec: 'ac3', args: [] },
    { file: 'a.wv', codec: 'wavpack', args: [] },
    { file: 'a.tta', codec: 'tta', args: [] },
    { file: 'a.w64', codec: 'pcm_s16le', args: [] },
    { file: 'adpcm.wav', codec: 'adpcm_ms', args: ['-c:a', 'adpcm_ms'] },
  ])('$file', async ({ file, codec, args }) => {
    await ffmpeg(...tone({}), ...args, folder.path(file))
    await expectTone(file, { codec, channels: 1 })
  })

  test.each([
    { file: 'v.mp4', codec: 'aac', args: ['-c:a', 'aac'] },
    { file: 'v.mov', codec: 'aac', args: ['-c:a', 'aac'] },
    { file: 'v.mkv', codec: 'vorbis', args: ['-c:a', 'libvorbis'] },
    { file: 'v.webm', codec: 'opus', args: ['-c:a', 'libopus', '-c:v', 'libvpx'] },
    { file: 'v.avi', codec: 'mp3', args: ['-c:a', 'libmp3lame'] },
    { file: 'v.mpg', codec: 'mp2', args: ['-c:a', 'mp2'] },
    { file: 'v.ts', codec: 'mp2', args: ['-c:a', 'mp2'] },
    { file: 'v.wmv', codec: 'wmav2', args: ['-c:a', 'wmav2'] },
  ])('the sound track of a video: $file', async ({ file, codec, args }) => {
    await ffmpeg(...picture, ...tone({}), ...args, folder.path(file))
    await expectTone(file, { codec, channels: 1 })
  })

  test.each(['cover.mp3', 'cover.flac', 'cover.m4a'])(
    'beside an attached picture: %s',
    async (file) => {
      await ffmpeg(
        '-f',
        'lavfi',
        '-i',
        'testsrc=s=300x300',
        '-frames:v',
        '1',
        folder.path('cover.jpg'),
      )
      const attached = ['-map', '0', '-map', '1', '-c:v', 'copy', '-disposition:v', 'attached_pic']
      await ffmpeg('-i', folder.path('cover.jpg'), ...tone({}), ...attached, folder.path(file))
      await expectTone(file, { channels: 1 })
    },
  )

  test('a file whose extension lies', async () => {
    await ffmpeg(...tone({}), '-f', 'flac', folder.path('lie.mp3'))
    await expectTone('lie.mp3', { codec: 'flac' })
  })

  test('the first of two sound tracks', async () => {
    const both = ['-map', '0', '-map', '1']
    await ffmpeg(...tone({}), ...tone({ hz: 1000 }), ...both, folder.path('two.mkv'))
    await expectTone('two.mkv', {})
  })

  async function expectTone(file: string, expected: object): Promise<void> {
    const decoding = decodeFile(folder.path(file), options)
    const samples = await collect(decoding)
    const info = await decoding.info
    expect(info).toMatchObject(expected)
    expect(info.durationS).toBe(samples.length / RATE)
    expect(Math.abs(info.durationS - 2)).toBeLessThanOrEqual(0.05)
    expect(dominantHz(samples, RATE)).toBe(440)
  }
})

describe('the samples', () => {
  test('of 16-bit mono WAV at the rate are exactly the integers by 32,768', async () => {
    const path = folder.path('exact.wav')
    const sample = fc.integer({ min: -32_768, max: 32_767 })
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 5000 }), async (integers) => {
        await writeFile(path, pcmWav(integers, RATE))
        expect([...(await collect(decodeFile(path, options)))]).toEqual(
          integers.map((integer) => integer / 32_768),
        )
      }),
      { numRuns: 10 },
    )
  })

  test('come in blocks of a second', async () => {
    await ffmpeg(...tone({ durationS: 2.5, rate: RATE }), folder.path('blocks.wav'))
    const lengths: number[] = []
    for await (const block of decodeFile(folder.path('blocks.wav'), options).samples) {
      lengths.push(block.length)
    }
    expect(lengths).toEqual([RATE, RATE, RATE / 2])
  })

  test('are the same each time', async () => {
    await ffmpeg(...tone({ channels: 2 }), folder.path('again.ogg'))
    const [once, twice] = await Promise.all(
      [1, 2].map(() => collect(decodeFile(folder.path('again.ogg'), options))),
    )
    expect(digest(once!)).toBe(digest(twice!))
  })

  test('of a silent file are zeros', async () => {
    await writeFile(folder.path('silent.wav'), pcmWav(new Array(RATE).fill(0), RATE))
    const samples = await collect(decodeFile(folder.path('silent.wav'), options))
    expect(digest(samples)).toBe(digest(new Float32Array(RATE)))
  })

  test.each([8_000, 16_000, 44_100, 48_000, 96_000, 192_000])(
    'of a file of one sample at %i Hz are that sample, for as long as it lasts',
    async (rate) => {
      await writeFile(folder.path('one.wav'), pcmWav([16_384], rate))
      const decoding = decodeFile(folder.path('one.wav'), options)
      const samples = await collect(decoding)
      expect([...samples]).toEqual(new Array(Math.ceil(RATE / rate)).fill(0.5))
      expect(await decoding.info).toMatchObject({
        durationS: samples.length / RATE,
        sampleRate: rate,
      })
    },
  )
})

describe('a truncated file', () => {
  test.each(['a.wav', 'a.mp3', 'a.ogg', 'a.flac', 'faststart.m4a'])(
    'is decoded as far as it goes, alike each time: %s',
    async (file) => {
      const path = folder.path(`truncated-${file}`)
      const args = file.endsWith('m4a') ? ['-movflags', '+faststart'] : []
      await ffmpeg(...tone({ durationS: 10 }), ...args, path)
      await truncate(path, Math.floor((await readFile(path)).length * 0.6))
      const samples = await collect(decodeFile(path, options))
      expect(samples.length / RATE).toBeGreaterThan(4)
      expect(samples.length / RATE).toBeLessThan(8)
      expect(dominantHz(samples, RATE)).toBe(440)
      expect(digest(await collect(decodeFile(path, options)))).toBe(digest(samples))
    },
  )

  test('with its index cut off is refused', async () => {
    const path = folder.path('no-index.m4a')
    await ffmpeg(...tone({}), path)
    await truncate(path, Math.floor((await readFile(path)).length * 0.6))
    await expect(collect(decodeFile(path, options))).rejects.toMatchObject({
      code: 'UNDECODABLE_AUDIO',
      permanent: true,
      message: expect.stringContaining('moov atom not found'),
    })
  })

  test('whose tail is rubbish keeps what comes before it', async () => {
    const path = folder.path('rubbish.flac')
    await ffmpeg(...tone({ durationS: 4 }), path)
    const bytes = await readFile(path)
    await writeFile(path, bytes.fill(0xa5, Math.floor(bytes.length / 2)))
    const samples = await collect(decodeFile(path, options))
    expect(samples.length).toBeGreaterThan(RATE)
    expect(digest(await collect(decodeFile(path, options)))).toBe(digest(samples))
  })
})
