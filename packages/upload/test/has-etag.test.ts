import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasEtag } from '../src/has-etag.js'

const MIB = 1024 * 1024
const bytes = randomBytes(12 * MIB + 17)
let folder: string
let file: { path: string; size: number }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-etag-'))
  file = { path: join(folder, 'file'), size: bytes.length }
  await writeFile(file.path, bytes)
})
afterAll(() => rm(folder, { recursive: true }))

const md5 = (data: Buffer) => createHash('md5').update(data)

function etagOfParts(partSize: number): string {
  const sums: Buffer[] = []
  for (let start = 0; start < bytes.length; start += partSize) {
    sums.push(md5(bytes.subarray(start, start + partSize)).digest())
  }
  return `${md5(Buffer.concat(sums)).digest('hex')}-${sums.length}`
}

test('an object sent whole has its MD5 as ETag', async () => {
  expect(await hasEtag(file, md5(bytes).digest('hex'))).toBe(true)
  expect(await hasEtag(file, md5(bytes.subarray(1)).digest('hex'))).toBe(false)
})

test('an object sent in parts is recognised for the part sizes that uploaders use', async () => {
  expect(await hasEtag(file, etagOfParts(5 * MIB))).toBe(true)
  expect(await hasEtag(file, etagOfParts(8 * MIB))).toBe(true)
})

test('an ETag that says nothing of the content is never taken for equal', async () => {
  expect(await hasEtag(file, etagOfParts(7 * MIB))).toBe(false)
  expect(await hasEtag(file, 'opaque')).toBe(false)
})
