import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeFile, decodeUrl } from '../src/index.js'
import { serveRanges } from './range-server.js'
import { collect, digest, ffmpeg, makeFolder } from './sounds.js'

const SAMPLE_RATE = 48_000

describe('a stretch of a file', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>
  beforeAll(async () => {
    folder = await makeFolder()
    const noise = ['-f', 'lavfi', '-i', 'anoisesrc=r=48000:d=30:a=0.2:seed=5', '-c:a', 'pcm_s16le']
    await ffmpeg(...noise, folder.path('noise.wav'))
    await ffmpeg('-i', folder.path('noise.wav'), folder.path('noise.flac'))
  })
  afterAll(() => folder.remove())

  function decode(name: string, stretch?: { startS: number; durationS: number }) {
    return decodeFile(folder.path(name), {
      sampleRate: SAMPLE_RATE,
      maxDurationS: stretch ? 1 : 60,
      timeoutMs: 60_000,
      name,
      ...(stretch && { stretch }),
    })
  }

  test.each(['noise.wav', 'noise.flac'])(
    'of %s has the very samples of the whole',
    async (name) => {
      const whole = await collect(decode(name))
      const part = await collect(decode(name, { startS: 12.345, durationS: 4.5 }))
      const from = Math.round(12.345 * SAMPLE_RATE)
      expect(digest(part)).toBe(digest(whole.slice(from, from + 4.5 * SAMPLE_RATE)))
    },
  )

  test('ends where the file does', async () => {
    const part = await collect(decode('noise.flac', { startS: 29, durationS: 10 }))
    expect(part).toHaveLength(SAMPLE_RATE)
  })

  test('behind its end is empty', async () => {
    const decoding = decode('noise.wav', { startS: 40, durationS: 10 })
    expect(await collect(decoding)).toHaveLength(0)
    expect(await decoding.info).toMatchObject({ codec: 'pcm_s16le', durationS: 0 })
  })

  test.each([50.5, 250.5])(
    'at %s s comes out of a long recording without reading much of it',
    async (startS) => {
      const noise = ['-f', 'lavfi', '-i', 'anoisesrc=r=48000:d=300:a=0.2:seed=5']
      await ffmpeg(...noise, folder.path('long.flac'))
      const server = await serveRanges(folder.path('long.flac'))
      try {
        const stretch = { startS, durationS: 2 }
        const options = { sampleRate: SAMPLE_RATE, maxDurationS: 1, timeoutMs: 60_000, name: 'key' }
        const part = await collect(decodeUrl(server.url, { ...options, stretch }))
        expect(digest(part)).toBe(digest(await collect(decode('long.flac', stretch))))
        expect(server.taken.bytes).toBeLessThan(server.size / 4)
      } finally {
        server.close()
      }
    },
  )
})
