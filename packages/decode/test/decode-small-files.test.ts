import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EarmarkError } from '@earmark/core'
import { childrenNamed } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type DecodedFile, decodeFile, decodeSmallFiles, isTooLongToHold } from '../src/index.js'
import { collect, digest, ffmpeg, makeFolder, picture, tone } from './sounds.js'
import { floatWav, pcmWav } from './wav.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000 }
const GOOD = [
  'a.wav',
  'a.flac',
  'a.mp3',
  'a.ogg',
  'a.opus',
  'a.m4a',
  'a.aiff',
  'a.wma',
  'a.aac',
  'v.mp4',
  'v.mkv',
  'v.avi',
]

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
  // Of its own, since others use the system's at the same time.
  await mkdir(folder.path('temporary'))
  process.env.TMPDIR = folder.path('temporary')
  for (const [i, file] of GOOD.entries()) {
    const args = file.endsWith('wma') ? ['-c:a', 'wmav2'] : []
    const source = tone({ durationS: 1 + i / 3, hz: 300 + i * 50, channels: 1 + (i % 2) })
    await ffmpeg(...(file.startsWith('v') ? picture : []), ...source, ...args, folder.path(file))
  }
  await ffmpeg(...picture, folder.path('silent-film.mp4'))
  await writeFile(folder.path('empty.wav'), '')
  await writeFile(folder.path('text.wav'), 'no audio at all '.repeat(100))
  await writeFile(folder.path('list.mp3'), '#EXTM3U\na.wav\n')
  await writeFile(folder.path('one.wav'), pcmWav([16_384], 44_100))
  await writeFile(folder.path('nan.wav'), floatWav([0.5, Number.NaN, 3e38], RATE))
})
afterAll(() => folder.remove())

const named = (names: readonly string[]) =>
  names.map((name) => ({ path: folder.path(name), name: `s3://sounds/${name}` }))

async function decodeAll(
  names: readonly string[],
  more: object = {},
): Promise<(DecodedFile | EarmarkError)[]> {
  const results = []
  for await (const one of decodeSmallFiles(named(names), { ...options, ...more })) results.push(one)
  return results
}

function comparable(results: (DecodedFile | EarmarkError)[]): object[] {
  return results.map((result) =>
    result instanceof EarmarkError ? result : { ...result.info, digest: digest(result.samples) },
  )
}

async function decodeEach(names: readonly string[]): Promise<(DecodedFile | EarmarkError)[]> {
  return Promise.all(
    named(names).map(async ({ path, name }) => {
      const decoding = decodeFile(path, { ...options, name })
      try {
        return { samples: await collect(decoding), info: await decoding.info }
      } catch (error) {
        return error as EarmarkError
      }
    }),
  )
}

const temporary = () => readdir(tmpdir())

describe('several files in one process', () => {
  test('give bit for bit what each gives alone, in order, over all formats', async () => {
    expect(comparable(await decodeAll(GOOD))).toEqual(comparable(await decodeEach(GOOD)))
  })

  test('give the same where some are bad, and each bad one its own reason', async () => {
    const names = [
      'a.ogg',
      'text.wav',
      'a.mp3',
      'empty.wav',
      'silent-film.mp4',
      'one.wav',
      'list.mp3',
      'nan.wav',
      'a.m4a',
    ]
    const results = await decodeAll(names)
    expect(comparable(results)).toEqual(comparable(await decodeEach(names)))
    expect(results.map((result) => (result instanceof EarmarkError ? result.code : 'ok'))).toEqual([
      'ok',
      'UNDECODABLE_AUDIO',
      'ok',
      'EMPTY_OBJECT',
      'NO_AUDIO_STREAM',
      'ok',
      'UNDECODABLE_AUDIO',
      'UNDECODABLE_AUDIO',
      'ok',
    ])
  })

  test.each([[[]], [['a.ogg']], [['text.wav']], [['text.wav', 'empty.wav']]])(
    'may be few or all bad: %j',
    async (names) => {
      expect(comparable(await decodeAll(names))).toEqual(comparable(await decodeEach(names)))
    },
  )

  test('may be the same file twice', async () => {
    const [first, second] = comparable(await decodeAll(['a.flac', 'a.flac']))
    expect(first).toEqual(second)
  })

  test('leave no temporary files and no ffmpeg behind, side by side or stopped early', async () => {
    await Promise.all([
      decodeAll(GOOD.slice(0, 4)),
      decodeAll(GOOD.slice(4, 8)),
      decodeAll(['text.wav', 'a.wav']),
    ])
    for await (const _ of decodeSmallFiles(named(GOOD), options)) break
    expect(await temporary()).toEqual([])
    expect(await childrenNamed('ffmpeg')).toEqual([])
  })

  test('stop at an abort, and leave nothing behind', async () => {
    const controller = new AbortController()
    const decoded = decodeAll(GOOD, { signal: controller.signal })
    setImmediate(() => controller.abort())
    await expect(decoded).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await temporary()).toEqual([])
    expect(await childrenNamed('ffmpeg')).toEqual([])
  })
})

describe('a small file that holds long audio', () => {
  test('is not held in memory: it is told apart from one that is too long for good', async () => {
    await ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=48000:d=600', folder.path('ten-minutes.flac'))
    const [good, long] = await decodeAll(['a.wav', 'ten-minutes.flac'], { maxHeldS: 60 })
    expect(good).toMatchObject({ info: { durationS: 1 } })
    expect(long).toMatchObject({ code: 'TOO_LONG', permanent: false })
    expect(isTooLongToHold(long as EarmarkError)).toBe(true)
    const [alone] = await decodeAll(['ten-minutes.flac'], { maxHeldS: 60 })
    expect(isTooLongToHold(alone as EarmarkError)).toBe(true)
    const [tooLong] = await decodeAll(['ten-minutes.flac', 'a.wav'], {
      maxHeldS: 900,
      maxDurationS: 60,
    })
    expect(tooLong).toMatchObject({ code: 'TOO_LONG', permanent: true })
    expect(isTooLongToHold(tooLong as EarmarkError)).toBe(false)
  })
})

const canMount = process.platform === 'linux' && process.getuid?.() === 0

test.skipIf(!canMount)('a disk that fills up while samples are written cuts none off', async () => {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  // Room for some of the files, and a part of the next.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', temporaryFolder])
  onTestFinished(async () => {
    execFileSync('umount', ['-l', temporaryFolder])
    await rm(temporaryFolder, { recursive: true })
  })
  expect(comparable(await decodeAll(GOOD, { temporaryFolder }))).toEqual(
    comparable(await decodeEach(GOOD)),
  )
})
