import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { openOutputPipe } from '../src/ffmpeg/output-pipe.js'

afterEach(() => vi.unstubAllEnvs())

const BLOCK = 1000

/** A child that writes so many bytes, each of which tells its place, in odd pieces. */
async function childWriting(bytes: number) {
  const pipe = await openOutputPipe(BLOCK)
  const script = `
    const { writeSync } = require('node:fs')
    const bytes = Uint8Array.from({ length: ${bytes} }, (_, i) => i % 251)
    for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at, Math.min(777, bytes.length - at))
  `
  const child = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', pipe.childEnd, 'ignore'],
  })
  pipe.childEnd.destroy()
  return { pipe, child, exited: once(child, 'exit') }
}

test.each([0, 1, 999, 1000, 1001, 250_000, 1_000_003])(
  'gives the %i bytes that a child writes in whole blocks, and the rest',
  async (bytes) => {
    const { pipe, exited } = await childWriting(bytes)
    let read = 0
    const sizes = new Set<number>()
    for await (const block of pipe.blocks) {
      for (const value of block) {
        if (value !== read % 251) throw new Error(`byte ${read} is ${value}`)
        read += 1
      }
      if (read < bytes) sizes.add(block.length)
    }
    expect(read).toBe(bytes)
    expect([...sizes]).toEqual(bytes > BLOCK ? [BLOCK] : [])
    expect(await exited).toEqual([0, null])
  },
)

test('holds the child back while nobody asks for the next block', async () => {
  const { pipe, child, exited } = await childWriting(2_000_000)
  await pipe.blocks.next()
  await sleep(300)
  expect(child.exitCode).toBeNull()
  for await (const _ of pipe.blocks);
  expect(await exited).toEqual([0, null])
})

test('ends where the child dies, and where it is destroyed', async () => {
  const first = await childWriting(2_000_000)
  await first.pipe.blocks.next()
  first.child.kill('SIGKILL')
  for await (const _ of first.pipe.blocks);
  const second = await childWriting(2_000_000)
  await second.pipe.blocks.next()
  second.pipe.destroy()
  for await (const _ of second.pipe.blocks);
  await second.exited
})

test('leaves nothing in the folder for temporary files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  vi.stubEnv('TMPDIR', folder)
  const pipe = await openOutputPipe(BLOCK)
  expect(await readdir(folder)).toEqual([])
  pipe.destroy()
})

test('says where that folder’s path is too long for a socket', async () => {
  vi.stubEnv('TMPDIR', `/tmp/${'x'.repeat(90)}`)
  await expect(openOutputPipe(BLOCK)).rejects.toThrow('Set TMPDIR')
})
