import { chmod, readFile, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { decodeFile, decodeSmallFiles, decodeStream } from '../src/index.js'
import { childrenNamed, collect, ffmpeg, isRunning, makeFolder, tone } from './sounds.js'
import { pcmWav } from './wav.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

let folder: Awaited<ReturnType<typeof makeFolder>>
beforeAll(async () => {
  folder = await makeFolder()
  await ffmpeg(...tone({ durationS: 12 }), folder.path('12s.wav'))
  await ffmpeg(...tone({ durationS: 12 }), folder.path('12s.ogg'))
  await ffmpeg(...tone({ durationS: 12 }), folder.path('12s.m4a'))
})
afterAll(() => folder.remove())

/** A program in the place of ffmpeg, that starts one of its own. */
async function standIn(name: string, script: string): Promise<string> {
  await writeFile(folder.path(name), `#!/bin/sh\n${script}\n`)
  await chmod(folder.path(name), 0o755)
  return folder.path(name)
}

async function readAll(
  samples: AsyncIterable<Float32Array>,
): Promise<{ read: number; error: unknown }> {
  let read = 0
  try {
    for await (const block of samples) read += block.length
    return { read, error: null }
  } catch (error) {
    return { read, error }
  }
}

describe('audio beyond the limit', () => {
  test.each(['12s.wav', '12s.ogg'])(
    'ends as soon as more than the limit has come: %s',
    async (file) => {
      const decoding = decodeFile(folder.path(file), { ...options, maxDurationS: 10 })
      const { read, error } = await readAll(decoding.samples)
      expect(error).toMatchObject({
        code: 'TOO_LONG',
        permanent: true,
        message: 's3://sounds/key is longer than 10 s. MAX_DURATION_S sets the limit.',
      })
      expect(read).toBeLessThanOrEqual(10 * RATE)
      expect(await childrenNamed('ffmpeg')).toEqual([])
    },
  )

  test('is refused at once where the container says how long it is', async () => {
    const decoding = decodeFile(folder.path('12s.m4a'), { ...options, maxDurationS: 10 })
    const { read, error } = await readAll(decoding.samples)
    expect(error).toMatchObject({ code: 'TOO_LONG', message: expect.stringContaining('(12 s)') })
    expect(read).toBe(0)
  })

  test('by nothing is within it', async () => {
    await writeFile(folder.path('exact.wav'), pcmWav(new Array(10 * RATE).fill(1), RATE))
    const decoding = decodeFile(folder.path('exact.wav'), { ...options, maxDurationS: 10 })
    expect(await readAll(decoding.samples)).toEqual({ read: 10 * RATE, error: null })
  })

  test('is not what a recorder wrote into a WAV header that it never came back to', async () => {
    const bytes = pcmWav(new Array(RATE).fill(7), RATE)
    bytes.writeUInt32LE(0xffff_fffe, 40)
    const decoding = decodeStream(Readable.from([bytes]), { ...options, maxDurationS: 10 })
    expect(await readAll(decoding.samples)).toEqual({ read: RATE, error: null })
  })
})

describe('the time limit', () => {
  test('ends an ffmpeg that hangs, with all that it has started', async () => {
    const ffmpegPath = await standIn(
      'hangs',
      `sleep 1000 & echo $! > ${folder.path('grandchild')}; sleep 1001`,
    )
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, timeoutMs: 3000, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'DECODE_TIMEOUT',
      permanent: true,
      message: 'ffmpeg did not finish s3://sounds/key within 3 s.',
    })
    const grandchild = Number(await readFile(folder.path('grandchild'), 'utf8'))
    expect(grandchild).toBeGreaterThan(1)
    await vi.waitFor(async () => expect(await isRunning(grandchild)).toBe(false), 60_000)
  })

  test('is not used up by a slow reader', async () => {
    const timeoutMs = 4_000
    const samples = decodeFile(folder.path('12s.wav'), { ...options, timeoutMs }).samples
    let read = 0
    for await (const block of samples) {
      read += block.length
      if (read === RATE) await new Promise((resolve) => setTimeout(resolve, timeoutMs + 500))
    }
    expect(read).toBe(12 * RATE)
  })

  test('holds in a joint run too, and what hangs there is tried alone', async () => {
    const ffmpegPath = await standIn('hangs-too', 'exec sleep 1000')
    const files = ['a', 'b'].map((name) => ({ name, path: folder.path('12s.wav') }))
    const results = []
    for await (const result of decodeSmallFiles(files, {
      ...options,
      timeoutMs: 300,
      ffmpegPath,
    })) {
      results.push(result)
    }
    expect(results).toMatchObject([{ code: 'DECODE_TIMEOUT' }, { code: 'DECODE_TIMEOUT' }])
    expect(await childrenNamed('sleep')).toEqual([])
  })
})

describe('an ffmpeg', () => {
  test('that is missing is said, with what to do', async () => {
    const decoding = decodeFile(folder.path('12s.wav'), {
      ...options,
      ffmpegPath: '/nowhere/ffmpeg',
    })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'WORKER_FAULT',
      permanent: false,
      message: expect.stringMatching(
        /not found \(\/nowhere\/ffmpeg\)\. Install it .*apt-get install ffmpeg/,
      ),
    })
  })

  test('that is killed from outside says nothing about the file', async () => {
    const ffmpegPath = await standIn('killed', 'head -c 400000 /dev/zero; kill -SEGV $$')
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'DECODE_CRASHED',
      permanent: false,
      message: 'ffmpeg was ended by SIGSEGV while it decoded s3://sounds/key.',
    })
  })

  test('that runs out of memory says nothing about the file', async () => {
    const ffmpegPath = await standIn(
      'exhausted',
      'head -c 400000 /dev/zero; echo "[error] av_malloc: Cannot allocate memory" >&2; exit 1',
    )
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'WORKER_FAULT',
      permanent: false,
      message: expect.stringContaining('Cannot allocate memory'),
    })
  })

  test('never sees the credentials of this process', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'do-not-tell'
    const ffmpegPath = await standIn('tells', `env > ${folder.path('environment')}; exit 1`)
    await readAll(decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath }).samples)
    delete process.env.AWS_SECRET_ACCESS_KEY
    expect(await readFile(folder.path('environment'), 'utf8')).not.toContain('do-not-tell')
  })
})
