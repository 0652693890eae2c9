import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { openTestStorage, type TestStorage } from '@earmark/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createObjectStorage } from '../src/index.js'

let server: TestStorage
beforeAll(async () => {
  server = await openTestStorage()
})
afterAll(() => server.close())

test('whoever observes a storage is told of bytes and of failures, and not where the caller gave up', async () => {
  const bytes = { read: 0, written: 0 }
  const codes: string[] = []
  const storage = createObjectStorage(server, {
    onBytes(direction, count) {
      bytes[direction] += count
    },
    onError: (code) => void codes.push(code),
  })
  await storage.createBucket('observed')
  const body = randomBytes(70_000)
  await storage.putObject({ bucket: 'observed', key: 'whole', body })
  await storage.putObject({ bucket: 'observed', key: 'stream', body: Readable.from([body]) })
  expect(bytes).toEqual({ read: 0, written: 140_000 })
  await buffer((await storage.openObject({ bucket: 'observed', key: 'stream' })).body)
  expect(bytes.read).toBe(70_000)
  await expect(storage.headObject({ bucket: 'observed', key: 'none' })).rejects.toThrow('none')
  const signal = AbortSignal.abort()
  await expect(storage.headObject({ bucket: 'observed', key: 'none', signal })).rejects.toThrow()
  expect(await storage.bucketExists('nowhere')).toBe(false)
  expect(codes).toEqual(['OBJECT_NOT_FOUND'])
  storage.close()
})
