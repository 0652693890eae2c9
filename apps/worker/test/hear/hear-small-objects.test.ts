import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import type { TakenItem } from '@earmark/db'
import { createTemporaryHome } from '@earmark/temporary'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { HearDeps } from '../../src/hear/hear-deps.js'
import { hearSmallObjects } from '../../src/hear/hear-small-objects.js'

const WINDOWING = { modelId: 1, windowMs: 10_000, hopMs: 10_000 }

let parent: string

beforeEach(async () => {
  parent = await mkdtemp('/tmp/small-objects-')
  vi.stubEnv('TMPDIR', parent)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(parent, { recursive: true, force: true })
  })
})

/** Objects that arrive in small pieces for as long as anybody reads them; asking for `broken` is a fault of ours. */
function openDeps() {
  const bodies: Readable[] = []
  const temporary = createTemporaryHome()
  onTestFinished(() => temporary.close())
  async function* trickle() {
    for (;;) {
      yield Buffer.alloc(1000)
      await sleep(1)
    }
  }
  const storage = {
    async openObject({ key }: { key: string }) {
      // When all the others are being written.
      await vi.waitFor(() => expect(key === 'broken' && bodies.length < 7).toBe(false))
      if (key === 'broken') throw new TypeError('a defect')
      const body = Readable.from(trickle())
      bodies.push(body)
      return { body, etag: key, size: 1_000_000, lastModified: null }
    },
  }
  const pool = { model: { sampleRate: 48_000 }, callsAhead: 2 }
  const deps = { storage, temporary, pool, maxObjectBytes: 1e9, decode: {} } as unknown as HearDeps
  return { deps, bodies }
}

const item = (key: string) => ({ bucket: 'sounds', key, versionId: null }) as TakenItem
const items = ['a', 'b', 'c', 'broken', 'd', 'e', 'f', 'g'].map(item)

async function filesLeft(): Promise<string[]> {
  const [home] = await readdir(parent)
  return (await readdir(join(parent, home!), { recursive: true })).toSorted()
}

test('a fault at one download ends when all the others have, and leaves no file', async () => {
  const { deps, bodies } = openDeps()
  const hearing = hearSmallObjects(deps, WINDOWING, items, new AbortController().signal)
  await expect(hearing).rejects.toThrow('a defect')
  expect(bodies.map((body) => body.destroyed)).toEqual(Array(7).fill(true))
  expect(await filesLeft()).toEqual(['host', 'lock'])
})

test('so does a stop', async () => {
  const { deps, bodies } = openDeps()
  const stop = new AbortController()
  const hearing = hearSmallObjects(deps, WINDOWING, items.toSpliced(3, 1), stop.signal)
  await vi.waitFor(() => expect(bodies).toHaveLength(7))
  const reason = new EarmarkError('CANCELLED', 'The worker is stopping.')
  stop.abort(reason)
  await expect(hearing).rejects.toBe(reason)
  expect(bodies.map((body) => body.destroyed)).toEqual(Array(7).fill(true))
  expect(await filesLeft()).toEqual(['host', 'lock'])
})
