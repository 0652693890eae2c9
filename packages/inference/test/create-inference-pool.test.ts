import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rename, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  expectClap,
  expectClassifier,
  openAudioTower,
  openClassifier,
  openTextTower,
  readModel,
} from '@earmark/core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createInferencePool,
  type InferencePool,
  type InferencePoolOptions,
} from '../src/create-inference-pool.js'
import type { InferencePoolEvent } from '../src/run-processes.js'

const modelDir = fileURLToPath(
  new URL('../../core/test/fixtures/clap-tiny-random', import.meta.url),
)

const classifierDir = fileURLToPath(
  new URL('../../core/test/fixtures/wav2vec2-tiny-random', import.meta.url),
)

/** Clips that differ in content and length. */
const clips = Array.from({ length: 8 }, (_, clip) =>
  Float32Array.from(
    { length: 48_000 * (clip + 1) },
    (_, i) => Math.sin(i * (0.01 + 0.003 * clip)) * 0.4,
  ),
)
const prompts = Array.from({ length: 50 }, (_, i) => `Sound of thing number ${i}`)
let embeddings: Float32Array[]
let promptEmbeddings: Float32Array[]

beforeAll(async () => {
  const model = expectClap(await readModel(modelDir))
  const audio = await openAudioTower(model)
  const text = await openTextTower(model)
  embeddings = []
  for (const clip of clips) embeddings.push(await audio.embed(clip))
  promptEmbeddings = await text.embed(prompts)
  await audio.close()
  await text.close()
})

async function poolOf(processes: number, options: Partial<InferencePoolOptions> = {}) {
  const events: InferencePoolEvent[] = []
  const onEvent = (event: InferencePoolEvent) => events.push(event)
  const pool = await createInferencePool({ modelDir, processes, onEvent, ...options })
  onTestFinished(() => pool.close())
  return { pool, events }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const untilGone = (pids: number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 120_000 })

const untilPids = (pool: InferencePool, count: number) =>
  vi.waitFor(() => expect(pool.pids()).toHaveLength(count), { timeout: 120_000 })

/** Holds a child where it is, so that calls sent to it are certain to be unfinished. */
function freeze(pid: number): void {
  process.kill(pid, 'SIGSTOP')
}

const distance = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))))

describe('a pool of two', () => {
  let pool: InferencePool

  beforeAll(async () => {
    pool = await createInferencePool({ modelDir, processes: 2 })
  })
  afterAll(() => pool.close())

  test('runs two processes and knows its model', async () => {
    expect(pool.size).toBe(2)
    expect(new Set(pool.pids()).size).toBe(2)
    expect(pool.pids()).not.toContain(process.pid)
    expect(pool.model.revision).toBe((await readModel(modelDir)).revision)
  })

  test('embeds windows to the bit as this process does, whichever order they end in', async () => {
    const order = Array.from({ length: 60 }, (_, i) => (i * 5) % clips.length)
    const answers = await Promise.all(order.map((clip) => pool.embed(clips[clip]!)))
    for (const [i, clip] of order.entries()) expect(answers[i]).toEqual(embeddings[clip])
  })

  test('embeds prompts to the bit as this process does, in their order, between windows', async () => {
    const [first, window, second] = await Promise.all([
      pool.embedTexts(prompts),
      pool.embed(clips[3]!),
      pool.embedTexts(prompts.toReversed()),
    ])
    expect(first).toEqual(promptEmbeddings)
    expect(window).toEqual(embeddings[3])
    expect(second).toEqual(promptEmbeddings.toReversed())
  })

  test('has nothing to do for no prompts', async () => {
    expect(await pool.embedTexts([])).toEqual([])
  })

  test('refuses no samples, and more than a window', async () => {
    await expect(pool.embed(new Float32Array(0))).rejects.toThrow(RangeError)
    await expect(pool.embed(new Float32Array(480_001))).rejects.toThrow('received 480001')
  })

  test('hands on what the tower refuses, and goes on', async () => {
    const broken = Float32Array.of(0.1, Number.NaN)
    await expect(pool.embed(broken)).rejects.toMatchObject({
      name: 'EarmarkError',
      code: 'UNDECODABLE_AUDIO',
      permanent: true,
    })
    expect(await pool.embed(clips[0]!)).toEqual(embeddings[0])
  })

  test('leaves this process’ event loop free while it works', async () => {
    let turns = 0
    let isDone = false
    const work = Promise.all(clips.map((clip) => pool.embed(clip))).then(() => {
      isDone = true
    })
    while (!isDone) {
      await new Promise(setImmediate)
      turns += 1
    }
    await work
    // Were the windows computed here, there would be one turn or two for each.
    expect(turns).toBeGreaterThan(10 * clips.length)
  })

  test('ignores the signals of a terminal and of a supervisor in its children', async () => {
    const pids = pool.pids()
    for (const pid of pids) {
      process.kill(pid, 'SIGINT')
      process.kill(pid, 'SIGTERM')
    }
    for (let i = 0; i < 8; i += 1) expect(await pool.embed(clips[i]!)).toEqual(embeddings[i])
    expect(pool.pids()).toEqual(pids)
  })
})

describe('a child that is killed', () => {
  test('rejects the call it ran and no other, and is replaced', async () => {
    const { pool, events } = await poolOf(1)
    const [pid] = pool.pids()
    freeze(pid!)
    const answers = clips.map((clip) => pool.embed(clip))
    process.kill(pid!, 'SIGKILL')
    const [crashed, ...others] = await Promise.allSettled(answers)
    expect(crashed).toMatchObject({
      status: 'rejected',
      reason: { code: 'INFERENCE_CRASHED', permanent: false },
    })
    expect(String(crashed?.status === 'rejected' && crashed.reason.message)).toContain('SIGKILL')
    expect(others.map((answer) => answer.status === 'fulfilled' && answer.value)).toEqual(
      embeddings.slice(1),
    )
    expect(pool.pids()).toHaveLength(1)
    expect(pool.pids()).not.toContain(pid)
    expect(events.filter(({ type }) => type === 'crashed')).toMatchObject([
      { pid, signal: 'SIGKILL' },
    ])
  })

  test('takes no call with it that another process runs', async () => {
    const { pool } = await poolOf(2)
    const [, pid] = pool.pids()
    freeze(pid!)
    const answers = [...clips, ...clips].map((clip) => pool.embed(clip))
    process.kill(pid!, 'SIGKILL')
    const settled = await Promise.allSettled(answers)
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    for (const [i, answer] of settled.entries()) {
      if (answer.status === 'fulfilled') expect(answer.value).toEqual(embeddings[i % clips.length])
    }
    await untilPids(pool, 2)
  })

  test('while it embeds prompts fails those prompts, and the next ones succeed', async () => {
    const { pool } = await poolOf(1)
    const [pid] = pool.pids()
    freeze(pid!)
    const answer = pool.embedTexts(prompts)
    process.kill(pid!, 'SIGKILL')
    await expect(answer).rejects.toMatchObject({ code: 'INFERENCE_CRASHED' })
    expect(await pool.embedTexts(prompts)).toEqual(promptEmbeddings)
  })

  test('while idle is replaced, and nobody notices', async () => {
    const { pool, events } = await poolOf(1)
    await pool.embed(clips[0]!)
    const [pid] = pool.pids()
    process.kill(pid!, 'SIGKILL')
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('crashed'), 120_000)
    expect(await pool.embed(clips[1]!)).toEqual(embeddings[1])
  })

  test('and cannot be replaced lets the calls know why, and is tried again later', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'earmark-pool-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const [there, away] = [join(folder, 'model'), join(folder, 'away')]
    await cp(modelDir, there, { recursive: true })
    const { pool, events } = await poolOf(1, { modelDir: there })
    await pool.embed(clips[0]!)
    await rename(there, away)
    const [pid] = pool.pids()
    freeze(pid!)
    const answers = [pool.embed(clips[0]!), pool.embed(clips[1]!)]
    process.kill(pid!, 'SIGKILL')
    const [first, second] = await Promise.allSettled(answers)
    expect(first).toMatchObject({ reason: { code: 'INFERENCE_CRASHED' } })
    expect(second).toMatchObject({ reason: { code: 'WORKER_FAULT', permanent: false } })
    expect(String(second?.status === 'rejected' && second.reason.message)).toContain(there)
    expect(events.map(({ type }) => type)).toContain('start-failed')
    await rename(away, there)
    expect(await pool.embed(clips[2]!)).toEqual(embeddings[2])
  })
})

describe('windows that are run together', () => {
  test('give the embeddings of windows run one by one, to the last digits', async () => {
    const { pool } = await poolOf(1, { windowsPerRun: 3 })
    const answers = await Promise.all(clips.map((clip) => pool.embed(clip)))
    for (const [i, answer] of answers.entries()) {
      expect(distance(answer, embeddings[i]!)).toBeLessThan(1e-6)
    }
    expect(pool.callsAhead).toBe(6)
  })

  test('fail for the one that is broken only', async () => {
    const { pool, events } = await poolOf(1, { windowsPerRun: 4 })
    const broken = Float32Array.of(0.1, Number.NaN)
    const windows = [clips[0]!, clips[1]!, broken, clips[2]!, clips[3]!, clips[4]!]
    const settled = await Promise.allSettled(windows.map((window) => pool.embed(window)))
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
    expect(settled[2]).toMatchObject({ reason: { code: 'UNDECODABLE_AUDIO' } })
    expect(events.map(({ type }) => type)).toEqual(['started'])
  })

  test('are run one by one where their process dies, and all are embedded', async () => {
    const { pool, events } = await poolOf(1, { windowsPerRun: 4 })
    const [pid] = pool.pids()
    const answers = clips.map((clip) => pool.embed(clip))
    // The first two went by themselves, before there were more. The next four are at work now.
    await answers[1]
    process.kill(pid!, 'SIGKILL')
    for (const [i, answer] of (await Promise.all(answers)).entries()) {
      expect(distance(answer, embeddings[i]!)).toBeLessThan(1e-6)
    }
    expect(events.filter(({ type }) => type === 'crashed')).toHaveLength(1)
  })
})

describe('a child that hangs', () => {
  const runDeadlineMs = 2000

  test('is replaced, and what it had is answered by the next', async () => {
    const { pool, events } = await poolOf(1, { runDeadlineMs })
    const [pid] = pool.pids()
    freeze(pid!)
    const answers = clips.map((clip) => pool.embed(clip))
    expect(await Promise.all(answers)).toEqual(embeddings)
    await untilGone([pid!])
    expect(pool.pids()).not.toContain(pid)
    expect(events.filter(({ type }) => type !== 'started')).toEqual([
      { type: 'hung', pid, deadlineMs: runDeadlineMs },
    ])
  })

  test('with prompts is replaced too, and with several windows in one run', async () => {
    const { pool } = await poolOf(1, { runDeadlineMs, windowsPerRun: 4 })
    freeze(pool.pids()[0]!)
    expect(await pool.embedTexts(prompts)).toEqual(promptEmbeddings)
    freeze(pool.pids()[0]!)
    const answers = await Promise.all(clips.map((clip) => pool.embed(clip)))
    for (const [i, answer] of answers.entries()) {
      expect(distance(answer, embeddings[i]!)).toBeLessThan(1e-6)
    }
  })

  test('twice at one window gives that window up, and no other', async () => {
    const events: InferencePoolEvent[] = []
    const onEvent = (event: InferencePoolEvent) => {
      events.push(event)
      // Before it is given anything.
      if (event.type === 'started' && events.length <= 3) freeze(event.pid)
    }
    const { pool } = await poolOf(1, { runDeadlineMs, onEvent })
    const [first, ...others] = await Promise.allSettled(clips.map((clip) => pool.embed(clip)))
    expect(first).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'INFERENCE_CRASHED',
        message:
          'The inference process did not answer within 2 s while embedding a window, nor did the one that took its place.',
      },
    })
    expect(others.map((answer) => answer.status === 'fulfilled' && answer.value)).toEqual(
      embeddings.slice(1),
    )
    expect(events.filter(({ type }) => type === 'hung')).toHaveLength(2)
  })

  test('is not one that waits for work', async () => {
    const { pool, events } = await poolOf(1, { runDeadlineMs })
    await pool.embed(clips[0]!)
    await sleep(2 * runDeadlineMs)
    expect(await pool.embed(clips[1]!)).toEqual(embeddings[1])
    expect(events.map(({ type }) => type)).toEqual(['started'])
  })
})

describe('an abort', () => {
  test('removes a waiting call, gives up a running one, and leaves the others alone', async () => {
    const { pool } = await poolOf(1)
    const [pid] = pool.pids()
    freeze(pid!)
    const abort = new AbortController()
    const kept = [pool.embed(clips[0]!)]
    const aborted = [pool.embed(clips[1]!, { signal: abort.signal })]
    kept.push(pool.embed(clips[2]!))
    aborted.push(pool.embed(clips[3]!, { signal: abort.signal }))
    kept.push(pool.embed(clips[4]!))
    const reason = new Error('the batch was cancelled')
    abort.abort(reason)
    for (const answer of aborted) {
      await expect(answer).rejects.toMatchObject({ code: 'CANCELLED', cause: reason })
    }
    process.kill(pid!, 'SIGCONT')
    expect(await Promise.all(kept)).toEqual([embeddings[0], embeddings[2], embeddings[4]])
    expect(pool.pids()).toEqual([pid])
  })

  test('before a call rejects it at once', async () => {
    const { pool } = await poolOf(1)
    const signal = AbortSignal.abort()
    await expect(pool.embed(clips[0]!, { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(pool.embedTexts(prompts, { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('after a call changes nothing', async () => {
    const { pool } = await poolOf(1)
    const abort = new AbortController()
    const answer = await pool.embedTexts(prompts, { signal: abort.signal })
    abort.abort()
    expect(answer).toEqual(promptEmbeddings)
    expect(await pool.embed(clips[0]!)).toEqual(embeddings[0])
  })
})

test('a process that has grown past its limit is replaced without losing a call', async () => {
  const { pool, events } = await poolOf(1, { maxRssMb: 1 })
  const [pid] = pool.pids()
  const answers = await Promise.all(
    Array.from({ length: 260 }, (_, i) => pool.embed(clips[i % clips.length]!)),
  )
  for (const [i, answer] of answers.entries()) expect(answer).toEqual(embeddings[i % clips.length])
  await vi.waitFor(() => expect(pool.pids()).not.toContain(pid), { timeout: 120_000 })
  await untilGone([pid!])
  expect(events).toContainEqual({ type: 'replaced', pid, rssMb: expect.any(Number) })
  expect(events.filter(({ type }) => type === 'crashed')).toEqual([])
})

describe('closing', () => {
  test('finishes the calls there are, takes no more, and leaves no process', async () => {
    const { pool, events } = await poolOf(2)
    const pids = pool.pids()
    const answers = Promise.all([
      ...clips.map((clip) => pool.embed(clip)),
      pool.embedTexts(prompts),
    ])
    const closed = pool.close()
    await expect(pool.embed(clips[0]!)).rejects.toMatchObject({ code: 'CANCELLED' })
    await closed
    expect(await answers).toEqual([...embeddings, promptEmbeddings])
    expect(pids.filter(isAlive)).toEqual([])
    expect(events.map(({ type }) => type)).toEqual(['started', 'started'])
    await pool.close()
  })
})

describe('a parent that is killed', () => {
  const poolUrl = new URL('../dist/index.js', import.meta.url).href

  test.each(['idle', 'inside calls'])('leaves no child behind that was %s', async (state) => {
    const script = `
      import { createInferencePool } from ${JSON.stringify(poolUrl)}
      const pool = await createInferencePool({ modelDir: ${JSON.stringify(modelDir)}, processes: 2 })
      console.log(JSON.stringify(pool.pids()))
      const work = async () => { for (;;) await pool.embed(new Float32Array(480_000)) }
      if (${state === 'inside calls'}) await Promise.all([work(), work(), work(), work()])
      setInterval(() => {}, 1000)
    `
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void parent.kill('SIGKILL'))
    const [line] = await once(parent.stdout.setEncoding('utf8'), 'data')
    const pids: number[] = JSON.parse(line)
    expect(pids.filter(isAlive)).toHaveLength(2)
    parent.kill('SIGKILL')
    await untilGone(pids)
  })
})

describe('a pool that cannot start', () => {
  test('says what is wrong with the model', async () => {
    const dir = join(await mkdtemp(join(tmpdir(), 'earmark-pool-')), 'model')
    onTestFinished(() => rm(join(dir, '..'), { recursive: true }))
    await expect(createInferencePool({ modelDir: dir, processes: 2 })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      permanent: true,
      message: expect.stringContaining(dir),
    })
    await cp(modelDir, dir, { recursive: true })
    await truncate(join(dir, 'onnx/audio_model.onnx'), 50_000)
    await expect(createInferencePool({ modelDir: dir, processes: 2 })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      permanent: true,
      message: expect.stringContaining('onnx/audio_model.onnx'),
    })
  })

  test('says that an execution provider is not of this system', async () => {
    const executionProvider = process.platform === 'win32' ? 'coreml' : 'dml'
    await expect(
      createInferencePool({ modelDir, processes: 1, executionProvider }),
    ).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED', permanent: true })
  })

  test('wants at least one process', async () => {
    await expect(createInferencePool({ modelDir, processes: 0 })).rejects.toThrow('received 0')
  })
})

describe('a pool of a classifier', () => {
  test('answers each window with its logits, and refuses what only a CLAP can do', async () => {
    const { pool } = await poolOf(2, { modelDir: classifierDir })
    const model = expectClassifier(await readModel(classifierDir))
    const classifier = await openClassifier(model)
    onTestFinished(() => classifier.close())
    const windows = clips.map((clip) => clip.subarray(0, model.windowSamples))
    const answers = await Promise.all(windows.map((window) => pool.classify(window)))
    for (const [i, window] of windows.entries()) {
      expect(answers[i]).toEqual(await classifier.classify(window))
    }
    expect(pool.model).toMatchObject({ kind: 'classifier', labels: model.labels })
    await expect(pool.embed(windows[0]!)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' })
    await expect(pool.embedTexts(['dog'])).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' })
    const tooLong = new Float32Array(model.windowSamples + 1)
    await expect(pool.classify(tooLong)).rejects.toThrow(RangeError)
  })

  test('is the only one that classifies', async () => {
    const { pool } = await poolOf(1)
    await expect(pool.classify(clips[0]!)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' })
  })
})
