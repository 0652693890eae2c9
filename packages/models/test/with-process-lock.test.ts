import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { withProcessLock } from '../src/with-process-lock.js'

let dir: string
let file: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earmark-lock-'))
  file = join(dir, 'a.lock')
  onTestFinished(() => rm(dir, { recursive: true }))
})

/** Runs work that notices company. */
function createCrowd() {
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    for (let i = 0; i < 20; i += 1) await nextTurn()
    inside -= 1
  }
  return { work, most: () => most }
}

test('lets one in at a time, and leaves nothing behind', async () => {
  const { work, most } = createCrowd()
  await Promise.all(Array.from({ length: 8 }, () => withProcessLock({ file }, work)))
  expect(most()).toBe(1)
  expect(await readdir(dir)).toEqual([])
})

test.each([
  ['whose process is gone', { pid: 2 ** 22 + 1, host: hostname() }, 0],
  ['of another machine that fell silent', { pid: 1, host: 'elsewhere' }, 120],
])('a lock %s is taken over by one of many', async (_, holder, ageS) => {
  await writeFile(file, JSON.stringify({ token: 'old', ...holder }))
  const then = Date.now() / 1000 - ageS
  await utimes(file, then, then)
  const { work, most } = createCrowd()
  await Promise.all(Array.from({ length: 8 }, () => withProcessLock({ file }, work)))
  expect(most()).toBe(1)
  expect(await readdir(dir)).toEqual([])
})

test.each([
  ['of a process that lives', { token: 'x', pid: process.pid, host: hostname() }],
  ['of another machine', { token: 'x', pid: 2 ** 22 + 1, host: 'elsewhere' }],
  ['that is just being written', undefined],
])('a lock %s is waited for, until the wait is stopped', async (_, holder) => {
  await writeFile(file, holder ? JSON.stringify(holder) : '')
  const abort = new AbortController()
  const waits: string[] = []
  const onWait = () => {
    waits.push('waits')
    abort.abort()
  }
  const locked = withProcessLock({ file, onWait, signal: abort.signal }, async () => 'inside')
  await expect(locked).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(waits).toEqual(['waits'])
  expect(await readdir(dir)).toEqual(['a.lock'])
})

test('is given back where the work fails', async () => {
  const failing = withProcessLock({ file }, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await withProcessLock({ file }, async () => 'inside')).toBe('inside')
})
