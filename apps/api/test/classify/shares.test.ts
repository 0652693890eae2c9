import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { createApiKey } from '@earmark/db'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { clipPath, startTestApi, type TestApi } from '../start-test-api.js'

const question = { labelSets: [{ labels: ['dog', 'rain'], template: 'Sound of {}' }] }

let api: TestApi
let otherKey: string
let port: number
beforeAll(async () => {
  api = await startTestApi('embedded', {
    limits: { upload: { timeoutMs: 60_000, checkMs: 3_000, minBytes: 1_000 } },
  })
  otherKey = (await createApiKey(api.db, { name: 'other' })).key
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const address = api.app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  port = address.port
})
afterAll(() => api.close())

async function upload(bytes: Buffer, key: string, request: object = question) {
  const form = new FormData()
  form.set('request', JSON.stringify(request))
  form.set('file', new Blob([new Uint8Array(bytes)]), 'clip.flac')
  const response = await fetch(`http://127.0.0.1:${port}/v1/classify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: form,
  })
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the API says; the test says what it should be.
  return { status: response.status, body: (await response.json()) as any }
}

/** An upload that never ends, a byte at a time. */
function trickle(key: string): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  const head = [
    'POST /v1/classify HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: multipart/form-data; boundary=x',
    'content-length: 1000000',
    '',
    '--x',
    'content-disposition: form-data; name="file"; filename="slow.wav"',
    '',
    '',
  ]
  socket.write(head.join('\r\n'))
  const timer = setInterval(() => socket.write('a'), 200)
  const answer = new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve(text)
    })
  })
  return { socket, answer }
}

describe('whatever one key sends', () => {
  test('others are answered while it trickles 18 uploads, which are ended for being slow', async () => {
    const trickles = Array.from({ length: 18 }, () => trickle(api.key))
    const answers = trickles.map(async ({ socket, answer }) => {
      // A refused upload is answered at once, and its client goes away.
      socket.once('data', () => socket.end())
      return Number(/^HTTP\/1\.1 (\d+)/.exec(await answer)?.[1])
    })
    const clip = await readFile(clipPath('tone_1s'))
    expect((await upload(clip, otherKey)).status).toBe(200)
    const statuses = (await Promise.all(answers)).sort()
    expect(statuses).toEqual([...new Array(9).fill(408), ...new Array(9).fill(429)])
    expect((await upload(clip, api.key)).status).toBe(200)
  })

  test('clips of too many windows are refused before they are heard', async () => {
    const tenMinutes = ['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono:d=600', '-f', 'flac', '-']
    const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', ...tenMinutes], {
      encoding: 'buffer',
      maxBuffer: 10_000_000,
    })
    const windows = { windowS: 0.1, hopS: 0.1 }
    const embed = vi.spyOn(await api.deps.inference.get(), 'embed')
    const asked = [1, 2].map(() => upload(stdout, api.key, { ...question, ...windows }))
    for (const { status, body } of await Promise.all(asked)) {
      expect(status).toBe(422)
      expect(body.code).toBe('TOO_LONG')
      expect(body.detail).toBe(
        'clip.flac is longer than 100.1 s. It would have more than 1,000 windows of 0.1 s, one every 0.1 s. API_MAX_CLIP_WINDOWS sets the limit; take longer windows or steps.',
      )
    }
    expect(embed).not.toHaveBeenCalled()
  })
})
