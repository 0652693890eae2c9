import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { childrenNamed, isRunning } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeAccident } from '../src/ffmpeg/describe-failure.js'
import { FfmpegLog } from '../src/ffmpeg/ffmpeg-log.js'
import { decodeFile, decodeSmallFiles, decodeStream } from '../src/index.js'
import { collect, ffmpeg, makeFolder, tone } from './sounds.js'
import { pcmWav } from './wav.js'

const RATE = 48_000
const MIB = 1024 ** 2
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

const run = promisify(execFile)

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
    await run('mkfifo', [folder.path('grandchild')])
    const written = readFile(folder.path('grandchild'), 'utf8')
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, timeoutMs: 3000, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'DECODE_TIMEOUT',
      permanent: true,
      message: 'ffmpeg did not finish s3://sounds/key within 3 s.',
    })
    const grandchild = Number(await written)
    expect(grandchild).toBeGreaterThan(1)
    await vi.waitFor(async () => expect(await isRunning(grandchild)).toBe(false), 60_000)
  })

  test('is not used up by a slow reader', async () => {
    const timeoutMs = 4_000
    const samples = decodeFile(folder.path('12s.wav'), { ...options, timeoutMs }).samples
    let read = 0
    for await (const block of samples) {
      read += block.length
      if (read === RATE) await setTimeout(timeoutMs + 500)
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

/** What the kernel lets a process take at most, by its names. */
async function limitsOf(pid: number): Promise<Record<string, string>> {
  const lines = (await readFile(`/proc/${pid}/limits`, 'utf8')).split('\n').slice(1)
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, 26).trim(), line.split(/ {2,}/)[1]!]),
  )
}

describe.runIf(process.platform === 'linux')('the kernel', () => {
  test('lets an ffmpeg that reads write no file, and take no more than its time and its memory', async () => {
    const { samples } = decodeFile(folder.path('12s.wav'), { ...options, timeoutMs: 9_000 })
    await samples[Symbol.asyncIterator]().next()
    const [pid] = await childrenNamed('ffmpeg')
    expect(await limitsOf(pid!)).toMatchObject({
      'Max file size': '0',
      'Max cpu time': '10',
      'Max data size': String(4 * 1024 ** 3),
      'Max core file size': '0',
    })
    for await (const _ of samples);
  })

  test('ends one that writes a file all the same', async () => {
    const ffmpegPath = await standIn('writes', `echo taken > ${folder.path('taken')}`)
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({ code: 'DECODE_CRASHED' })
    expect(await readFile(folder.path('taken'), 'utf8')).toBe('')
  })

  test('lets one that decodes several files write as much as the longest may hold', async () => {
    const ffmpegPath = await standIn('waits', 'exec sleep 1002')
    const files = ['a', 'b'].map((name) => ({ name, path: folder.path('12s.wav') }))
    const results = decodeSmallFiles(files, { ...options, maxHeldS: 60, ffmpegPath })
    const reading = results.next()
    const pid = await vi.waitFor(async () => {
      const [found] = await childrenNamed('sleep')
      expect(found).toBeDefined()
      return found!
    })
    expect((await limitsOf(pid))['Max file size']).toBe(String(62 * RATE * 4))
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false))
    // Alone, the first one waits as long again.
    await vi.waitFor(async () => {
      for (const next of await childrenNamed('sleep')) process.kill(next, 'SIGKILL')
      expect(await Promise.race([reading.then(() => true), setTimeout(100, false)])).toBe(true)
    })
    await results.return(undefined)
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

  test('that may not be run is said', async () => {
    await writeFile(folder.path('no-program'), '')
    const ffmpegPath = folder.path('no-program')
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'WORKER_FAULT',
      message: `ffmpeg (${ffmpegPath}) could not be started: EACCES`,
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

  test('that runs out of memory on a machine that lacks it says nothing about the file', () => {
    const log = new FfmpegLog()
    log.write('[error] av_malloc: Cannot allocate memory\n')
    const run = { name: 'key', exit: { code: 1, signal: null }, log }
    expect(describeAccident(run, 100 * MIB)).toMatchObject({
      code: 'WORKER_FAULT',
      permanent: false,
      message: 'ffmpeg ran out of resources while it decoded key: Cannot allocate memory.',
    })
    expect(describeAccident(run, 1000 * MIB)).toBeNull()
  })

  test('that finds no room on the disk says nothing about the file', async () => {
    const ffmpegPath = await standIn(
      'full',
      'head -c 400000 /dev/zero; echo "[error] x: No space left on device" >&2; exit 1',
    )
    const decoding = decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath })
    await expect(collect(decoding)).rejects.toMatchObject({
      code: 'WORKER_FAULT',
      permanent: false,
      message: expect.stringContaining('No space left on device'),
    })
  })

  test('never sees the credentials of this process', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'do-not-tell'
    // A pipe with a name, since it may write no file.
    await run('mkfifo', [folder.path('environment')])
    const written = readFile(folder.path('environment'), 'utf8')
    const ffmpegPath = await standIn('tells', `env > ${folder.path('environment')}; exit 1`)
    await readAll(decodeFile(folder.path('12s.wav'), { ...options, ffmpegPath }).samples)
    delete process.env.AWS_SECRET_ACCESS_KEY
    expect(await written).toContain('AV_LOG_FORCE_NOCOLOR=1')
    expect(await written).not.toContain('do-not-tell')
  })
})
