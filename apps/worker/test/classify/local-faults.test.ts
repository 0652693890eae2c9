import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimChunks, getBatch, listWorkerFaults } from '@earmark/db'
import { createInferencePool } from '@earmark/inference'
import { databaseKinds } from '@earmark/testing'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { makeTone } from '../../../../test/faults/make-tone.js'
import { classifyChunk } from '../../src/classify/classify-chunk.js'
import type { ClassifyDeps } from '../../src/classify/classify-deps.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'
import { openClassifyDeps } from './open-classify-deps.js'

const KEYS = Array.from({ length: 6 }, (_, n) => `tone-${n}.wav`)
const WAIT = { timeout: 240_000, interval: 100 }

/** A disk of a few MB that is really full; only root may have one. */
async function mountDisk(): Promise<{
  path: string
  fill: () => Promise<void>
  empty: () => Promise<void>
}> {
  const path = await mkdtemp('/tmp/local-faults-')
  const filler = join(path, 'filler')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path])
  onTestFinished(async () => {
    execFileSync('umount', ['-l', path])
    await rm(path, { recursive: true })
  })
  return {
    path,
    async fill() {
      await mkdir(filler)
      // What the worker writes meanwhile to see whether there is room, and removes again, is filled up too.
      for (let rounds = 0, files = 0; rounds < 5; rounds++) {
        const { bavail, bsize } = await statfs(path)
        if (bavail > 0) {
          rounds = 0
          await writeFile(join(filler, `${files++}`), new Uint8Array(bavail * bsize)).catch(
            () => {},
          )
        }
        await sleep(500)
      }
    },
    empty: () => rm(filler, { recursive: true }),
  }
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0

describe.each(databaseKinds())('faults of a worker’s own, on %s Postgres', (database) => {
  let parts: TestWorker
  let labelSetId: number

  beforeAll(async () => {
    parts = await openTestWorker({ database, queue: 'postgres' })
    labelSetId = await parts.labelSet('tones', ['siren', 'flute'])
    for (const [n, key] of KEYS.entries()) {
      await parts.storage.putObject({ bucket: BUCKET, key, body: makeTone(n) })
    }
  })
  afterAll(() => parts.close())
  beforeEach(async () => {
    await parts.db.execute(
      sql`truncate earmark.batches, earmark.objects, earmark.worker_faults cascade`,
    )
    onTestFinished(() => void vi.unstubAllEnvs())
  })

  const createBatch = () => parts.createBatch({ keys: KEYS, labelSetIds: [labelSetId] })
  const rows = async (query: SQL) => (await parts.db.execute<Record<string, unknown>>(query)).rows
  const items = () =>
    rows(sql`select key, state, attempts, crashes, code from earmark.items order by key`)
  const untouched = { state: 'pending', attempts: 0, crashes: 0 }

  describe('of the whole worker', () => {
    async function startWorker(temporaryFolder: string) {
      vi.stubEnv('TMPDIR', temporaryFolder)
      const worker = await parts.startWorker({ LOG_LEVEL: 'silent' })
      onTestFinished(() => worker.stop())
      return worker
    }

    async function waitForFault(batchId: number, reason: string) {
      const fault = { code: 'WORKER_FAULT', reason: expect.stringContaining(reason) }
      await vi.waitFor(
        async () => expect(await getBatch(parts.db, batchId)).toMatchObject(fault),
        WAIT,
      )
      expect(await listWorkerFaults(parts.db)).toMatchObject([
        { reason: expect.stringContaining(reason) },
      ])
    }

    async function expectDone(batchId: number) {
      expect(await parts.waitFor(batchId)).toMatchObject({
        state: 'completed',
        code: null,
        reason: null,
        counts: { done: KEYS.length },
      })
      expect(await items()).toEqual(
        KEYS.map((key) => ({ key, state: 'done', attempts: 1, crashes: 0, code: null })),
      )
      expect(await listWorkerFaults(parts.db)).toEqual([])
    }

    test('without a folder for temporary files it takes no chunk and says so, until there is one', async () => {
      const folder = await mkdtemp('/tmp/local-faults-')
      onTestFinished(() => rm(folder, { recursive: true, force: true }))
      const missing = join(folder, 'missing')
      await startWorker(missing)
      const batchId = await createBatch()
      await waitForFault(batchId, `${missing}: it does not exist`)
      expect(await items()).toMatchObject(KEYS.map(() => untouched))
      await mkdir(missing)
      await expectDone(batchId)
    })

    test.skipIf(!canMount)('on a full disk it does the same, until there is room', async () => {
      const disk = await mountDisk()
      await startWorker(disk.path)
      await disk.fill()
      // One that has not looked yet takes the chunk, and hands it back with another reason: see below.
      await vi.waitFor(async () => expect(await listWorkerFaults(parts.db)).toHaveLength(1), WAIT)
      const batchId = await createBatch()
      await waitForFault(batchId, 'disk is full')
      expect(await items()).toMatchObject(KEYS.map(() => untouched))
      await disk.empty()
      await expectDone(batchId)
    })
  })

  describe('at a chunk', () => {
    const openDeps = (more: Partial<ClassifyDeps> = {}) => openClassifyDeps(parts, more)

    /** Takes up what is pending, due or not. @returns whether there was anything */
    async function classifyNext(deps: ClassifyDeps, batchId: number): Promise<boolean> {
      await parts.db.execute(sql`update earmark.batches set state = 'running'`)
      await parts.db.execute(
        sql`update earmark.items set due_at = now() where due_at is not null and state = 'pending'`,
      )
      const [chunk] = await claimChunks(parts.db, [{ batchId, size: KEYS.length, chunks: 1 }])
      if (!chunk) return false
      await classifyChunk(deps, { batchId, chunkId: chunk.id }, new AbortController().signal)
      return true
    }

    test.skipIf(!canMount)('a disk that is full hands it back, and spends no attempt', async () => {
      const disk = await mountDisk()
      vi.stubEnv('TMPDIR', disk.path)
      const { deps, onFault } = await openDeps()
      await deps.temporary.check(1)
      await disk.fill()
      const batchId = await createBatch()
      await classifyNext(deps, batchId)
      expect(await items()).toEqual(
        KEYS.map((key) => ({ key, ...untouched, code: 'WORKER_FAULT' })),
      )
      expect(await rows(sql`select from earmark.chunks`)).toEqual([])
      expect(await getBatch(parts.db, batchId)).toMatchObject({
        code: 'WORKER_FAULT',
        reason: expect.stringContaining('its disk is full'),
      })
      expect(onFault).toHaveBeenCalledOnce()
      await disk.empty()
      await classifyNext(deps, batchId)
      expect(await items()).toMatchObject(KEYS.map(() => ({ state: 'done', attempts: 1 })))
      expect(await getBatch(parts.db, batchId)).toMatchObject({ code: null, reason: null })
    })

    test('a fault that comes with one object is given up there, and no other is to blame', async () => {
      const bad = KEYS[2]!
      const { deps } = await openDeps({
        storage: {
          ...parts.storage,
          openObject: async (object) => {
            if (object.key === bad) throw new TypeError('a defect')
            return parts.storage.openObject(object)
          },
        },
      })
      const batchId = await createBatch()
      for (let rounds = 0; await classifyNext(deps, batchId); rounds += 1) {
        expect(rounds).toBeLessThan(6)
      }
      expect(await items()).toEqual(
        KEYS.map((key) =>
          key === bad
            ? { key, state: 'failed', attempts: 2, crashes: 0, code: 'WORKER_FAULT' }
            : { key, state: 'done', attempts: 1, crashes: 0, code: null },
        ),
      )
      const [failure] = await rows(sql`select message from earmark.failures`)
      expect(failure!.message).toMatch(/fault of its own: a defect \(given up after 2 attempts\)/)
    })

    test('a process that cannot be started is no object’s crash', async () => {
      const { deps } = await openDeps()
      const pool = await createInferencePool({
        modelDir: parts.config.EARMARK_MODEL,
        processes: 1,
      })
      await pool.close()
      const batchId = await createBatch()
      await classifyNext({ ...deps, pool }, batchId)
      expect(await items()).toEqual(
        KEYS.map((key) => ({ key, ...untouched, code: 'WORKER_FAULT' })),
      )
    })

    test('a worker that was only cut off takes back that its process died', async () => {
      let isOpen = false
      const { deps } = await openDeps({
        storage: {
          ...parts.storage,
          openObject: ({ signal }) => {
            isOpen = true
            return new Promise((_, reject) => {
              signal?.addEventListener('abort', () => reject(signal.reason))
            })
          },
        },
      })
      const batchId = await createBatch()
      const [chunk] = await claimChunks(parts.db, [{ batchId, size: 1, chunks: 1 }])
      const chunkId = chunk!.id
      await parts.db.execute(
        sql`update earmark.items set state = 'running' where batch_id = ${batchId} and seq = 1`,
      )
      const work = classifyChunk(deps, { batchId, chunkId }, new AbortController().signal)
      await vi.waitFor(() => expect(isOpen).toBe(true), WAIT)
      expect(await items()).toMatchObject([{ crashes: 1 }, ...KEYS.slice(1).map(() => untouched)])
      await parts.db.execute(sql`update earmark.chunks set holder = 'another', takes = takes + 1`)
      await work
      expect(await items()).toMatchObject([
        { state: 'running', crashes: 0 },
        ...KEYS.slice(1).map(() => untouched),
      ])
    })
  })
})
