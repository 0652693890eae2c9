import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { exactLength } from '../../../src/objects/audio/exact-length.js'

function through(blocks: string[], skip: number, length: number): Promise<Buffer> {
  const bytes = blocks.map((block) => Buffer.from(block))
  return buffer(Readable.from(bytes).pipe(exactLength({ skip, length })))
}

test('what comes first is left out, wherever it is cut into blocks, and what is too much at the end', async () => {
  for (const blocks of [['abcdefgh'], ['a', 'bc', 'defgh'], ['abc', 'd', 'e', 'f', 'gh']]) {
    expect((await through(blocks, 0, 8)).toString()).toBe('abcdefgh')
    expect((await through(blocks, 3, 2)).toString()).toBe('de')
    expect((await through(blocks, 7, 1)).toString()).toBe('h')
  }
})

test('what is missing is silence', async () => {
  expect(await through(['abc'], 2, 4)).toEqual(Buffer.from('c\0\0\0'))
  const long = await through([], 5, 1_000_000)
  expect(long).toHaveLength(1_000_000)
  expect(long.every((byte) => byte === 0)).toBe(true)
})
