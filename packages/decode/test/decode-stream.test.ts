import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { childrenNamed } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeFile, decodeStream, needsSeeking } from '../src/index.js'
import { collect, digest, ffmpeg, makeFolder, picture, tone } from './sounds.js'
import { pcmWav } from './wav.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

let folder: Awaited<ReturnType<typeof makeFolder>>
let wav: Buffer
beforeAll(async () => {
  folder = await makeFolder()
  await ffmpeg(...tone({ durationS: 60, rate: RATE }), folder.path('minute.wav'))
  wav = await readFile(folder.path('minute.wav'))
})
afterAll(() => folder.remove())

/** Endless WAV: the header says as many bytes as fit, and they keep coming for as long as they are read. */
function endlessWav(onChunk: (total: number) => void = () => {}): Readable {
  const second = Buffer.alloc(RATE * 2)
  const header = pcmWav([], RATE)
  header.writeUInt32LE(0xffff_ffff, 40)
  let total = 0
  return Readable.from(
    (async function* () {
      yield header
      for (;;) {
        total += second.length
        onChunk(total)
        yield second
      }
    })(),
    { objectMode: false, highWaterMark: 64 * 1024 },
  )
}

describe('gives the very samples and facts that decodeFile gives', () => {
  test.each([
    ['a.wav', []],
    ['a.flac', []],
    ['a.ogg', []],
    ['a.opus', []],
    ['a.wma', ['-c:a', 'wmav2']],
    ['a.aac', []],
    ['a.ac3', []],
    ['a.au', []],
    ['a.w64', []],
    ['a.mka', ['-c:a', 'libvorbis']],
  ])('for %s', async (file, args) => {
    await ffmpeg(...tone({ durationS: 10 }), ...args, folder.path(file))
    await expectEqual(file)
  })

  test.each(['v.mkv', 'v.ts', 'v.flv', 'v.wmv'])('for the video %s', async (file) => {
    await ffmpeg(...picture, ...tone({ durationS: 10 }), folder.path(file))
    await expectEqual(file)
  })

  test('for a file of one sample', async () => {
    await writeFile(folder.path('one.wav'), pcmWav([12_345], 44_100))
    await expectEqual('one.wav')
  })

  test.each([9_999, 30_001, 77_777])('for an OGG that ends after %i bytes', async (length) => {
    await ffmpeg(...tone({ durationS: 10 }), folder.path('whole.ogg'))
    const bytes = await readFile(folder.path('whole.ogg'))
    await writeFile(folder.path('part.ogg'), bytes.subarray(0, length))
    await expectEqual('part.ogg')
  })

  async function expectEqual(file: string): Promise<void> {
    const path = folder.path(file)
    expect(needsSeeking((await readFile(path)).subarray(0, 64))).toBe(false)
    const streamed = decodeStream(createReadStream(path), options)
    const whole = decodeFile(path, options)
    expect(digest(await collect(streamed))).toBe(digest(await collect(whole)))
    expect(await streamed.info).toEqual(await whole.info)
  }
})

describe('the source', () => {
  test('is read no faster than the samples are', async () => {
    let read = 0
    const source = endlessWav((total) => {
      read = total
    })
    const samples = decodeStream(source, options).samples[Symbol.asyncIterator]()
    for (let second = 1; second <= 20; second++) await samples.next()
    const before = read
    for (let turn = 0; turn < 1000; turn++) await setImmediate()
    expect(read - before).toBeLessThan(4_000_000)
    expect(read).toBeLessThan(20 * RATE * 2 + 4_000_000)
    await samples.return?.()
  })

  test('is destroyed, and ffmpeg ended, when its reader stops early', async () => {
    const source = endlessWav()
    let blocks = 0
    for await (const _ of decodeStream(source, options).samples) if (++blocks === 3) break
    expect(source.destroyed).toBe(true)
    expect(await childrenNamed('ffmpeg')).toEqual([])
  })

  test('is destroyed when ffmpeg finds nothing in it', async () => {
    const source = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(10_000, 'no audio ')
      })(),
      { objectMode: false },
    )
    await expect(collect(decodeStream(source, options))).rejects.toMatchObject({
      code: 'UNDECODABLE_AUDIO',
    })
    expect(source.destroyed).toBe(true)
  })

  test.each([
    [
      'breaks off',
      (source: PassThrough) => source.destroy(new Error('socket hang up')),
      'socket hang up',
    ],
    ['is destroyed before its end', (source: PassThrough) => source.destroy(), 'Premature close'],
  ])(
    'that %s is a failure of the storage, and never passes for a short file',
    async (_, end, reason) => {
      const source = new PassThrough()
      source.write(wav.subarray(0, 1_000_000))
      const samples = decodeStream(source, options).samples[Symbol.asyncIterator]()
      await samples.next()
      end(source)
      await expect(
        (async () => {
          while (!(await samples.next()).done);
        })(),
      ).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        permanent: false,
        message: expect.stringContaining(reason),
      })
      expect(await childrenNamed('ffmpeg')).toEqual([])
    },
  )

  test('that fails with an error of ours hands it on as it is', async () => {
    const error = new EarmarkError('OBJECT_CHANGED', 'It was overwritten.', { permanent: true })
    const source = new PassThrough()
    source.write(wav.subarray(0, 500_000), () => source.destroy(error))
    const decoding = decodeStream(source, options)
    await expect(collect(decoding)).rejects.toBe(error)
    await expect(decoding.info).rejects.toBe(error)
  })

  test('that is empty is said to be', async () => {
    await expect(collect(decodeStream(Readable.from([]), options))).rejects.toMatchObject({
      code: 'EMPTY_OBJECT',
      permanent: true,
      message: 's3://sounds/key is empty: it holds no bytes.',
    })
  })
})

describe('an abort', () => {
  test('ends ffmpeg while its reader is busy elsewhere, and says so', async () => {
    const controller = new AbortController()
    const source = endlessWav()
    const decoding = decodeStream(source, { ...options, signal: controller.signal })
    const samples = decoding.samples[Symbol.asyncIterator]()
    await samples.next()
    expect(await childrenNamed('ffmpeg')).toHaveLength(1)
    const reason = new Error('enough')
    controller.abort(reason)
    const expected = { code: 'CANCELLED', permanent: false, cause: reason }
    await expect(
      (async () => {
        while (!(await samples.next()).done);
      })(),
    ).rejects.toMatchObject(expected)
    await expect(decoding.info).rejects.toMatchObject(expected)
    expect(source.destroyed).toBe(true)
    expect(await childrenNamed('ffmpeg')).toEqual([])
  })

  test('before the first sample is asked for destroys the source and starts no ffmpeg', async () => {
    const controller = new AbortController()
    const source = new PassThrough()
    const decoding = decodeStream(source, { ...options, signal: controller.signal })
    controller.abort()
    expect(source.destroyed).toBe(true)
    await expect(collect(decoding)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('with a reason of ours gives that reason', async () => {
    const reason = new EarmarkError('CANCELLED', 'The worker is stopping.')
    const signal = AbortSignal.abort(reason)
    await expect(collect(decodeStream(endlessWav(), { ...options, signal }))).rejects.toBe(reason)
  })
})
