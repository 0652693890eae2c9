import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { readLogitScale } from '../src/read-logit-scale.js'
import { createFolderSource } from '../src/sources/create-folder-source.js'
import { checkpoint, LOGIT_SCALE_A, safetensors } from './repositories.js'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earmark-checkpoint-'))
  onTestFinished(() => rm(dir, { recursive: true }))
})

async function read(bytes: Buffer) {
  await writeFile(join(dir, 'model.safetensors'), bytes)
  return readLogitScale(createFolderSource(dir))
}

const scalar = (dtype: string, bytes: Buffer, shape: number[] = []) =>
  safetensors({ logit_scale_a: { dtype, shape, bytes } })

test('is read from among the weights', async () => {
  expect(await read(checkpoint())).toBe(LOGIT_SCALE_A)
})

test('is read in every precision', async () => {
  await fc.assert(
    fc.asyncProperty(fc.float({ min: -10, max: 10, noNaN: true }), async (value) => {
      const [single, double] = [Buffer.alloc(4), Buffer.alloc(8)]
      single.writeFloatLE(value)
      double.writeDoubleLE(value)
      expect(await read(scalar('F32', single, [1]))).toBe(value)
      expect(await read(scalar('F64', double))).toBe(value)
      const cut = Math.abs((await read(scalar('BF16', single.subarray(2))))! - value)
      expect(cut).toBeLessThanOrEqual(Math.abs(value) / 128 + 2 ** -126)
    }),
    { numRuns: 30 },
  )
})

test.each([
  [0x4100, 2.5],
  [0xc100, -2.5],
  [0x3c01, 1 + 2 ** -10],
  [0x0001, 2 ** -24],
  [0x8000, -0],
])('half precision %i is %d', async (bits, expected) => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(bits)
  expect(await read(scalar('F16', bytes))).toBe(expected)
})

test('is nothing where there is no such file', async () => {
  expect(await readLogitScale(createFolderSource(dir))).toBeUndefined()
})

test.each([
  [
    'no such number',
    safetensors({ other: { dtype: 'F32', shape: [], bytes: Buffer.alloc(4) } }),
    'no logit_scale_a',
  ],
  ['many numbers', scalar('F32', Buffer.alloc(8), [2]), 'no single number'],
  ['a kind of number nobody knows', scalar('F8', Buffer.alloc(1)), 'no single number'],
  ['an infinite one', scalar('F16', Buffer.from([0, 0x7c])), 'Infinity'],
  ['a header beyond its end', Buffer.from([255, 255, 0, 0, 0, 0, 0, 0, 123]), 'header'],
  ['a header of any size', Buffer.alloc(8, 255), 'header'],
  ['a header that is no JSON', Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 65, 66]), 'no JSON'],
  ['a header that is null', Buffer.from('\x04\0\0\0\0\0\0\0null'), 'no logit_scale_a'],
  ['a place beyond its end', scalar('F32', Buffer.alloc(4)).subarray(0, -2), 'ends at'],
  ['nothing', Buffer.alloc(0), 'ends at'],
])('a file with %s is refused', async (_, bytes, expected) => {
  await expect(read(bytes)).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    permanent: true,
    message: expect.stringContaining(expected),
  })
})
