import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needsSeeking } from '../src/index.js'
import { ffmpeg, makeFolder, picture, tone } from './sounds.js'

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
})
afterAll(() => folder.remove())

async function firstBytesOf(file: string): Promise<Buffer> {
  const args = file.startsWith('v') ? picture : []
  await ffmpeg(...args, ...tone({ durationS: 1 }), folder.path(file))
  return (await readFile(folder.path(file))).subarray(0, 64)
}

test.each(['a.wav', 'a.flac', 'a.ogg', 'a.opus', 'a.aac', 'a.wma', 'v.mkv', 'v.webm', 'v.ts'])(
  '%s can be decoded as it arrives',
  async (file) => {
    expect(needsSeeking(await firstBytesOf(file))).toBe(false)
  },
)

test.each(['a.m4a', 'a.mp3', 'a.aiff', 'a.caf', 'a.tta', 'a.wv', 'v.mp4', 'v.mov', 'v.avi'])(
  '%s must be decoded from a file',
  async (file) => {
    expect(needsSeeking(await firstBytesOf(file))).toBe(true)
  },
)

test('an MP3 without tags must be decoded from a file', async () => {
  const path = folder.path('bare.mp3')
  await ffmpeg(...tone({}), '-id3v2_version', '0', '-write_xing', '0', path)
  expect(needsSeeking((await readFile(path)).subarray(0, 64))).toBe(true)
})

test('any bytes get an answer, however few', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(needsSeeking(bytes)).toBeTypeOf('boolean')
    }),
  )
  expect(needsSeeking(new Uint8Array())).toBe(true)
})
