import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { OverviewMeter } from '@earmark/core'
import type { TakenItem } from '@earmark/db'
import { decodeFile } from '@earmark/decode'
import { createTemporaryHome } from '@earmark/temporary'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HearDeps } from '../../src/hear/hear-deps.js'
import { hearObject } from '../../src/hear/hear-object.js'

const RATE = 16_000
const LONG_S = 960
const never = new AbortController().signal

let folder: string
const temporary = createTemporaryHome()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  const source = `aevalsrc=0.3*sin(2*PI*(300+t)*t):s=8000:d=${LONG_S}`
  const args = ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', source, join(folder, 'long.wav')]
  await promisify(execFile)('ffmpeg', args)
  const short = ['-nostdin', '-v', 'error', '-t', '890', '-i', join(folder, 'long.wav')]
  await promisify(execFile)('ffmpeg', [...short, join(folder, 'short.wav')])
})
afterAll(async () => {
  await temporary.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the model would say is of no concern here. */
async function hear(key: string, { windowMs = 10_000, size = 1_000_000 } = {}) {
  const storage = {
    async openObject() {
      return { body: createReadStream(join(folder, key)), etag: key, size, lastModified: null }
    },
  }
  const embedding = new Float32Array(512)
  const model = { sampleRate: RATE, kind: 'clap' }
  const pool = { model, callsAhead: 2, embed: async () => embedding }
  const decode = { maxDurationS: 86_400, timeoutMs: 300_000 }
  const limits = { maxObjectBytes: 1e9, maxWindows: 10_000 }
  const deps = { storage, temporary, pool, decode, ...limits } as unknown as HearDeps
  const item = { bucket: 'sounds', key, versionId: null, etag: key } as TakenItem
  return hearObject(deps, { modelId: 1, windowMs, hopMs: windowMs }, item, never)
}

test('a long recording is looked at while it is heard, which gives what its samples do', async () => {
  const { windows, overview } = await hear('long.wav')
  expect(windows).toHaveLength(LONG_S / 10)
  expect(overview).toMatchObject({ peakS: 2, spectrumS: 5, bands: 32 })
  expect(overview?.peaks).toHaveLength((LONG_S / 2) * 4)
  expect(overview?.spectra).toHaveLength((LONG_S / 5) * 32)
  const meter = new OverviewMeter(RATE)
  const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 300_000, name: 'long' }
  const { samples } = decodeFile(join(folder, 'long.wav'), options)
  for await (const block of samples) meter.add(block)
  const { peaks, spectra } = meter.read()
  expect(overview?.peaks.equals(Buffer.from(peaks.buffer))).toBe(true)
  expect(overview?.spectra.equals(Buffer.from(spectra.buffer))).toBe(true)
})

test('it looks the same from other windows, and where it is heard as it arrives', async () => {
  const { overview } = await hear('long.wav')
  expect((await hear('long.wav', { windowMs: 7_000 })).overview).toEqual(overview)
  expect((await hear('long.wav', { size: 100_000_000 })).overview).toEqual(overview)
})

test('a short one is decoded when somebody looks at it', async () => {
  expect((await hear('short.wav')).overview).toBeNull()
})
