import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { childrenNamed, databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { endWhenStalled } from '../../../src/objects/audio/end-when-stalled.js'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { storeObject } from '../../store-object.js'
import { makeNoise } from '../make-sound.js'

describe('those who listen', () => {
  let api: TestApi
  let address: string
  beforeAll(async () => {
    api = await startTestApi(databaseKinds()[0]!)
    const body = await makeNoise('aiff', { durationS: 120, rate: 44_100 })
    const sound = { sampleRate: 44_100, channels: 2, durationS: 120 }
    const { id } = await storeObject(api, { key: '1.aiff', body, codec: 'pcm_s16be', ...sound })
    const origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
    address = `${origin}/v1/objects/${id}/audio`
  })
  afterAll(() => api.close())

  const countFfmpegs = async () => (await childrenNamed('ffmpeg')).length

  async function listen(query = ''): Promise<IncomingMessage> {
    const headers = { authorization: `Bearer ${api.key}` }
    const [response] = await once(get(`${address}${query}`, { headers, agent: false }), 'response')
    return response as IncomingMessage
  }

  test('end their ffmpeg when they go away', async () => {
    for (const query of ['', '?as=flac']) {
      const response = await listen(query)
      await once(response, 'readable')
      expect(await countFfmpegs()).toBe(1)
      response.destroy()
      await vi.waitFor(async () => expect(await countFfmpegs()).toBe(0), 60_000)
    }
  })

  test('are eight at a time; a ninth is told to come again, and is let in when one has gone', async () => {
    const listeners = await Promise.all(Array.from({ length: 8 }, () => listen('?as=flac')))
    expect(listeners.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    const ninth = await listen()
    expect([ninth.statusCode, ninth.headers['retry-after']]).toEqual([429, '5'])
    for (const listener of listeners) listener.destroy()
    await vi.waitFor(async () => {
      const again = await listen('?endS=1')
      again.destroy()
      expect(again.statusCode).toBe(200)
    }, 60_000)
  })
})

describe('a stream that nobody takes', () => {
  test('is broken off, so that its ffmpeg does not wait for ever', async () => {
    const stream = new PassThrough()
    endWhenStalled(stream, 5)
    stream.write('never taken')
    await expect(once(stream, 'end')).rejects.toThrow('nobody took the sound')
  })

  test('is none while something of it is taken, however slowly', async () => {
    const stream = new PassThrough({ highWaterMark: 1 })
    endWhenStalled(stream, 40)
    const taken: string[] = []
    stream.on('data', (bytes: Buffer) => void taken.push(bytes.toString())).resume()
    for (let i = 0; i < 20; i++) {
      stream.write(String(i % 10))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    stream.end()
    await once(stream, 'close')
    expect(taken.join('')).toBe('01234567890123456789')
  })
})
