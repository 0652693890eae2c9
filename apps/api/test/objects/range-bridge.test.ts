import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ObjectSummary } from '@earmark/db'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import { openTestStorage, type TestStorage } from '@earmark/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRangeBridge, type RangeBridge } from '../../src/objects/sound/create-range-bridge.js'

const never = new AbortController().signal
const bytes = Buffer.alloc(40 * 1024 * 1024, 'sound')

describe('the bridge between ffmpeg and S3', () => {
  let s3: TestStorage
  let storage: ObjectStorage
  let bridge: RangeBridge
  let object: ObjectSummary
  beforeAll(async () => {
    s3 = await openTestStorage()
    storage = createObjectStorage(s3)
    await storage.createBucket('archive')
    await storage.putObject({ bucket: 'archive', key: '1.wav', body: bytes })
    const { etag, size } = await storage.headObject({ bucket: 'archive', key: '1.wav' })
    object = { bucket: 'archive', key: '1.wav', etag, size, versionId: null } as ObjectSummary
  })
  beforeEach(() => {
    bridge = createRangeBridge(storage)
    return () => bridge.close()
  })
  afterAll(async () => {
    storage.close()
    await s3.close()
  })

  async function ask(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    const [response] = await once(get(url, { headers, agent: false }), 'response')
    return response as IncomingMessage
  }

  test('gives the object in ranges for as long as the work lasts, on this machine alone', async () => {
    const url = await bridge.withUrl(object, never, async (address) => {
      const part = await ask(address, { range: 'bytes=1000-1999' })
      expect(part.statusCode).toBe(206)
      expect(part.headers['content-range']).toBe(`bytes 1000-1999/${bytes.length}`)
      expect((await buffer(part)).equals(bytes.subarray(1000, 2000))).toBe(true)
      expect((await buffer(await ask(address))).equals(bytes)).toBe(true)
      const behind = await ask(address, { range: `bytes=${bytes.length}-` })
      expect(behind.statusCode).toBe(416)
      expect((await ask(`${address}x`)).statusCode).toBe(404)
      return address
    })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/)
    expect((await ask(url)).statusCode).toBe(404)
  })

  test('a range that is left in its middle is no failure', async () => {
    const answer = await bridge.withUrl(object, never, async (url, signal) => {
      const part = await ask(url, { range: 'bytes=0-' })
      await once(part, 'readable')
      part.destroy()
      const next = await buffer(await ask(url, { range: 'bytes=5-9' }))
      return { next: next.toString(), isAborted: signal.aborted }
    })
    expect(answer).toEqual({ next: 'sound', isAborted: false })
  })

  test('an object that has changed stops the work, and is why', async () => {
    const changed = { ...object, etag: '0'.repeat(32) }
    const work = bridge.withUrl(changed, never, async (url, signal) => {
      await ask(url).catch(() => {})
      expect(signal.aborted).toBe(true)
      throw new Error('ffmpeg gave up')
    })
    await expect(work).rejects.toMatchObject({ code: 'OBJECT_CHANGED' })
  })

  test('an S3 that goes away in the middle stops the work, and is why', async () => {
    const work = bridge.withUrl(object, never, async (url, signal) => {
      const whole = await ask(url)
      await once(whole, 'readable')
      const aborted = once(signal, 'abort')
      await s3.stop()
      whole.resume()
      whole.on('error', () => {})
      await aborted
      throw new Error('ffmpeg took it for the end')
    })
    await expect(work).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    await s3.start()
  })

  test('whoever goes away ends what is read for them', async () => {
    const client = new AbortController()
    const work = bridge.withUrl(object, client.signal, async (url) => {
      const whole = await ask(url)
      await once(whole, 'readable')
      client.abort(new Error('gone'))
      return buffer(whole)
    })
    await expect(work).rejects.toThrow()
  })
})
