import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { getBatch } from '@earmark/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningWorker } from '../../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'

let parts: TestWorker
let worker: RunningWorker

beforeAll(async () => {
  parts = await openTestWorker({ database: 'embedded', queue: 'postgres' })
  worker = await parts.startWorker({ WORKER_CONCURRENCY: 1 })
})
afterAll(async () => {
  await worker.stop()
  await parts.close()
})

test('a long recording is part by part on its batch while it is heard', async () => {
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', 'anoisesrc=r=8000:d=600:s=1', '-f', 'au', '-'],
    { encoding: 'buffer', maxBuffer: 100_000_000 },
  )
  await parts.storage.putObject({ bucket: BUCKET, key: 'long.au', body: asLongAu(stdout) })
  const batch = await parts.createBatch({
    keys: ['long.au'],
    labelSetIds: [await parts.labelSet('sounds', ['rain', 'dog'])],
    windowMs: 1_000,
  })
  const seen: number[] = []
  for (;;) {
    const { state, counts } = (await getBatch(parts.db, batch))!
    if (counts.heardPart !== seen.at(-1)) seen.push(counts.heardPart)
    if (state === 'completed') break
  }
  const between = seen.filter((part) => part > 0 && part < 1)
  expect(between.length).toBeGreaterThan(0)
  expect(between).toEqual(between.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBe(0)
})

/** ffmpeg cannot go back in a pipe to write how long the sound is. */
function asLongAu(au: Buffer): Buffer {
  const dataOffset = au.readUInt32BE(4)
  au.writeUInt32BE(au.length - dataOffset, 8)
  return au
}
