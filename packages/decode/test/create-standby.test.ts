import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { childrenNamed, isRunning } from '@earmark/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createStandby, type DecoderStandby, decodeFile } from '../src/index.js'
import { collect, digest, ffmpeg, makeFolder, tone } from './sounds.js'
import { pcmWav } from './wav.js'

const options = { sampleRate: 48_000, maxDurationS: 3600, timeoutMs: 60_000, name: 'clip' }

let folder: Awaited<ReturnType<typeof makeFolder>>
let standby: DecoderStandby | undefined
beforeAll(async () => {
  folder = await makeFolder()
  for (const name of ['a.ogg', 'a.flac', 'a.wav', 'a.mp3', 'a.m4a']) {
    await ffmpeg(...tone({ durationS: 5, channels: 2 }), folder.path(name))
  }
  await writeFile(folder.path('one.wav'), pcmWav([12_345], 44_100))
})
afterEach(async () => {
  standby?.close()
  await vi.waitFor(async () => expect(await childrenNamed('ffmpeg')).toEqual([]))
})
afterAll(() => folder.remove())

/** Those that wait, once as many do as should. */
async function waiting(count: number): Promise<number[]> {
  return vi.waitFor(async () => {
    const pids = await childrenNamed('ffmpeg')
    expect(pids).toHaveLength(count)
    return pids
  })
}

/** Decoders that wait for what comes next. */
async function openStandby(settings: { count?: number; idleMs?: number } = {}) {
  const opened = createStandby({ ...options, ...settings })
  standby = opened
  expect(opened.take(options)).toBeNull()
  return opened
}

test.each(['a.ogg', 'a.flac', 'a.wav', 'one.wav'])(
  'a decoder that has waited gives the very samples and facts of %s that a new one gives',
  async (name) => {
    const path = folder.path(name)
    const plain = decodeFile(path, options)
    const expected = [digest(await collect(plain)), await plain.info]
    const waited = decodeFile(path, { ...options, standby: await openStandby() })
    const before = await waiting(2)
    expect([digest(await collect(waited)), await waited.info]).toEqual(expected)
    const after = await waiting(2)
    expect(after.filter((pid) => before.includes(pid))).toHaveLength(1)
  },
)

test.each(['a.mp3', 'a.m4a'])(
  '%s is read from the disk, and those that wait go on',
  async (name) => {
    const path = folder.path(name)
    const opened = await openStandby()
    const before = await waiting(2)
    const samples = await collect(decodeFile(path, { ...options, standby: opened }))
    expect(digest(samples)).toBe(digest(await collect(decodeFile(path, options))))
    expect(await waiting(2)).toEqual(before)
  },
)

test('one that has ended meanwhile is not given, but the next one', async () => {
  const opened = await openStandby()
  const [first] = await waiting(2)
  process.kill(first!, 'SIGKILL')
  await vi.waitFor(async () => expect(await isRunning(first!)).toBe(false))
  const samples = await collect(decodeFile(folder.path('a.ogg'), { ...options, standby: opened }))
  expect(samples.length).toBe(5 * 48_000)
})

test('what is no sound is said as ever', async () => {
  await writeFile(folder.path('lies.wav'), (await readFile(folder.path('a.wav'))).subarray(0, 20))
  const opened = await openStandby()
  await waiting(2)
  const failure = async (more: object) =>
    collect(decodeFile(folder.path('lies.wav'), { ...options, ...more })).catch(String)
  expect(await failure({ standby: opened })).toBe(await failure({}))
})

test('a clip longer than the call allows is refused, though one that waits would take it', async () => {
  const opened = await openStandby()
  await waiting(2)
  const decoding = decodeFile(folder.path('a.ogg'), {
    ...options,
    maxDurationS: 3,
    standby: opened,
  })
  await expect(collect(decoding)).rejects.toMatchObject({ code: 'TOO_LONG' })
})

test('for another rate, another one starts', async () => {
  const opened = await openStandby()
  const before = await waiting(2)
  const at16 = { ...options, sampleRate: 16_000, standby: opened }
  expect((await collect(decodeFile(folder.path('a.ogg'), at16))).length).toBe(5 * 16_000)
  expect(await waiting(2)).toEqual(before)
})

test('nobody asking, none waits any more', async () => {
  await openStandby({ idleMs: 500 })
  await waiting(2)
  await waiting(0)
})

test('nor one that had not started yet when nobody asked any more', async () => {
  await openStandby({ idleMs: 0 })
  await setTimeout(500)
  await waiting(0)
})
