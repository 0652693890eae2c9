import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { childrenNamed } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeSound, type SoundForm, type Stretch } from '../src/index.js'
import { ffmpeg, makeFolder, picture, tone } from './sounds.js'

const RATE = 44_100
const FRAME_BYTES = 4
const never = new AbortController().signal

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
  const noise = `anoisesrc=r=${RATE}:d=20:a=0.2:seed=5`
  await ffmpeg('-f', 'lavfi', '-i', noise, '-ac', '2', folder.path('noise.wav'))
  for (const file of ['noise.flac', 'noise.mp3', 'noise.ogg', 'noise.m4a', 'noise.aiff']) {
    await ffmpeg('-i', folder.path('noise.wav'), folder.path(file))
  }
})
afterAll(() => folder.remove())

async function encode(file: string, form: SoundForm, stretch?: Stretch): Promise<Buffer | null> {
  const options = { form, stretch, name: 's3://sounds/key', signal: never }
  const sound = await encodeSound(folder.path(file), options)
  return sound && buffer(sound)
}

/** ffmpeg's own cut, as somebody at a terminal would ask for it. */
async function pcmByHand(file: string, ...cut: string[]): Promise<Buffer> {
  const args = ['-v', 'error', ...cut, '-i', folder.path(file), '-f', 's16le', 'pipe:1']
  const { stdout } = await promisify(execFile)('ffmpeg', args, {
    encoding: 'buffer',
    maxBuffer: 100_000_000,
  })
  return stdout
}

/** Writes what was encoded to a file and decodes it again. */
async function decodeAgain(bytes: Buffer, file: string): Promise<Buffer> {
  await writeFile(folder.path(file), bytes)
  return pcmByHand(file)
}

test.each(['noise.wav', 'noise.flac', 'noise.mp3', 'noise.ogg', 'noise.m4a', 'noise.aiff'])(
  'a clip of %s has the samples of ffmpeg’s own cut',
  async (file) => {
    const clip = await encode(file, 'pcm', { startS: 7.321, durationS: 2.5 })
    const byHand = await pcmByHand(file, '-ss', '7.321', '-t', '2.5')
    expect(clip).toHaveLength(2.5 * RATE * FRAME_BYTES)
    expect(clip?.equals(byHand)).toBe(true)
  },
)

test.each(['noise.wav', 'noise.flac', 'noise.aiff'])(
  'a clip of %s begins at the very sample',
  async (file) => {
    const whole = await pcmByHand(file)
    const clip = await encode(file, 'pcm', { startS: 7.321, durationS: 2 })
    const first = Math.round(7.321 * RATE) * FRAME_BYTES
    expect(clip?.equals(whole.subarray(first, first + 2 * RATE * FRAME_BYTES))).toBe(true)
  },
)

test('FLAC keeps every sample', async () => {
  const again = await decodeAgain((await encode('noise.aiff', 'flac'))!, 'again.flac')
  expect(again.equals(await pcmByHand('noise.aiff'))).toBe(true)
})

test('Opus is as long as the sound, also of channels that it has no layout for', async () => {
  const source = tone({ durationS: 3, rate: 48_000, channels: 6 })
  await ffmpeg(...source, '-af', 'channelmap=channel_layout=5.1(side)', folder.path('side.wav'))
  const again = await decodeAgain((await encode('side.wav', 'opus'))!, 'again.ogg')
  expect(again.length / FRAME_BYTES / 48_000).toBeCloseTo(3, 1)
})

test('the sound of a video is its first audio stream', async () => {
  await ffmpeg(...picture, ...tone({ durationS: 2 }), '-shortest', folder.path('video.mp4'))
  const pcm = await encode('video.mp4', 'pcm', { startS: 0.5, durationS: 1 })
  expect(pcm).toHaveLength(RATE * 2)
})

test('a stretch behind the end has no sound', async () => {
  expect(await encode('noise.wav', 'pcm', { startS: 30, durationS: 5 })).toBeNull()
})

test('what has no sound is said by name', async () => {
  await ffmpeg(...picture, folder.path('mute.mp4'))
  await writeFile(folder.path('text.wav'), 'These are words.\n'.repeat(100))
  await expect(encode('mute.mp4', 'pcm')).rejects.toMatchObject({ code: 'NO_AUDIO_STREAM' })
  await expect(encode('text.wav', 'flac')).rejects.toMatchObject({
    code: 'UNDECODABLE_AUDIO',
    message: expect.stringMatching(/^ffmpeg cannot decode s3:\/\/sounds\/key: /),
  })
})

describe('ffmpeg', () => {
  const encodeEndlessly = (signal: AbortSignal) =>
    encodeSound(folder.path('noise.wav'), { form: 'pcm', name: 's3://sounds/key', signal })

  test('ends where nobody reads on', async () => {
    const sound = await encodeEndlessly(never)
    expect(await childrenNamed('ffmpeg')).toHaveLength(1)
    sound?.destroy()
    await vi.waitFor(async () => expect(await childrenNamed('ffmpeg')).toEqual([]), 60_000)
  })

  test('ends where the signal aborts, and what it gave is not passed off as the whole', async () => {
    const stop = new AbortController()
    const sound = (await encodeEndlessly(stop.signal))!
    stop.abort()
    await expect(buffer(sound)).rejects.toThrow()
    await vi.waitFor(async () => expect(await childrenNamed('ffmpeg')).toEqual([]), 60_000)
    await expect(encodeEndlessly(stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  async function standIn(name: string, script: string): Promise<string> {
    await writeFile(folder.path(name), `#!/bin/sh\n${script}\n`)
    await chmod(folder.path(name), 0o755)
    return folder.path(name)
  }

  test('that dies on the way breaks off what is read of it', async () => {
    const ffmpegPath = await standIn('dies', 'head -c 400000 /dev/zero; kill -SEGV $$')
    const options = { form: 'pcm', name: 's3://sounds/key', ffmpegPath, signal: never } as const
    const sound = (await encodeSound(folder.path('noise.wav'), options))!
    await expect(buffer(sound)).rejects.toMatchObject({ code: 'DECODE_CRASHED' })
  })

  test('that dies at once, or is missing, is said', async () => {
    const options = { form: 'pcm', name: 's3://sounds/key', signal: never } as const
    const dead = await standIn('dead', 'kill -SEGV $$')
    const input = folder.path('noise.wav')
    await expect(encodeSound(input, { ...options, ffmpegPath: dead })).rejects.toMatchObject({
      code: 'DECODE_CRASHED',
    })
    const missing = { ...options, ffmpegPath: '/nowhere/ffmpeg' }
    await expect(encodeSound(input, missing)).rejects.toMatchObject({ code: 'WORKER_FAULT' })
  })
})
