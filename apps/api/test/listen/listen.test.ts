import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createApiKey, revokeApiKey } from '@earmark/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { classifierModelDir, startTestApi, type TestApi } from '../start-test-api.js'

// biome-ignore lint/suspicious/noExplicitAny: an event is whatever the API says; the test says what it should be.
type Event = any

const demo = (path: string) => fileURLToPath(new URL(`../../../../demo/${path}`, import.meta.url))

let api: TestApi
let url: string
beforeAll(async () => {
  api = await startTestApi('embedded')
  url = await api.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => api.close())

/** Runs ffmpeg over a recording. */
async function convert(path: string, ...args: string[]): Promise<Buffer> {
  const all = ['-nostdin', '-v', 'error', '-i', demo(path), ...args, 'pipe:1']
  const { stdout } = await promisify(execFile)('ffmpeg', all, {
    encoding: 'buffer',
    maxBuffer: 1e9,
  })
  return stdout
}

const s16 = (path: string, rate: number, channels = 1) =>
  convert(path, '-ar', String(rate), '-ac', String(channels), '-f', 's16le')

function open(
  query: string,
  headers: Record<string, string> = {},
  to: { url: string; key: string } = { url, key: api.key },
) {
  const socket = new WebSocket(`${to.url.replace('http', 'ws')}/v1/listen?${query}`, {
    headers: { authorization: `Bearer ${to.key}`, ...headers },
  })
  const events: Event[] = []
  let tell = () => {}
  socket.on('message', (data) => {
    events.push(JSON.parse(data.toString()))
    tell()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString() })
      tell()
    })
  })
  const refused = new Promise<{ status: number | undefined; body: Event }>((resolve) => {
    socket.on('unexpected-response', async (_, response) => {
      const parts: Buffer[] = []
      for await (const part of response) parts.push(part as Buffer)
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts).toString()) })
    })
  })
  socket.on('error', () => {})
  return {
    socket,
    events,
    closed,
    refused,
    send: (message: object) => socket.send(JSON.stringify(message)),
    /** Sends in pieces, as fast as they are taken. */
    play(bytes: Buffer) {
      for (let at = 0; at < bytes.length; at += 9600) socket.send(bytes.subarray(at, at + 9600))
    },
    async next(isIt: (event: Event) => boolean): Promise<Event> {
      for (;;) {
        const found = events.find(isIt)
        if (found) return found
        if (socket.readyState === WebSocket.CLOSED) throw new Error(JSON.stringify(events))
        await new Promise<void>((resolve) => {
          tell = resolve
        })
      }
    },
    windows: () => events.filter(({ type }) => type === 'window'),
  }
}

const isListening = ({ type }: Event) => type === 'listening'

test('samples come in and scores of each window go out; the end of the sound ends it', async () => {
  const listener = open('labels=siren,dog%20barking&format=s16le&sampleRate=48000')
  expect(await listener.next(isListening)).toMatchObject({
    model: { name: 'clap-mini' },
    labels: ['siren', 'dog barking'],
    windowS: 5,
    hopS: 1,
    sampleRate: 48_000,
  })
  listener.play(await s16('city/siren.ogg', 48_000))
  listener.send({ type: 'end' })
  expect(await listener.closed).toEqual({ code: 1000, reason: 'The sound has ended.' })
  const windows = listener.windows()
  expect(windows.length).toBeGreaterThan(1)
  const last = windows.at(-1)
  expect(Object.keys(last)).toEqual(['type', 'startS', 'endS', 'scores', 'levelDb', 'latencyMs'])
  expect(last.scores[0]).toMatchObject({ label: 'siren' })
  expect(last.scores[0].probability).toBeGreaterThan(0.9)
})

test('Opus in WebM and stereo at another rate sound the same', async () => {
  const webm = open('labels=church%20bell,siren,dog')
  const stereo = open('labels=church%20bell,siren,dog&format=s16le&sampleRate=22050&channels=2')
  await Promise.all([webm.next(isListening), stereo.next(isListening)])
  webm.play(await convert('city/church-bell.wav', '-c:a', 'libopus', '-f', 'webm'))
  stereo.play(await s16('city/church-bell.wav', 22_050, 2))
  for (const listener of [webm, stereo]) {
    listener.send({ type: 'end' })
    await listener.closed
    expect(listener.windows().at(-1).scores[0]).toMatchObject({ label: 'church bell' })
  }
  expect(webm.events).toContainEqual({
    type: 'sound',
    codec: 'opus',
    sampleRate: 48_000,
    channels: 1,
  })
})

test('labels, hop and format are changed while it runs', async () => {
  const listener = open('labels=dog,rain&format=s16le&sampleRate=48000')
  await listener.next(isListening)
  listener.send({
    type: 'set',
    labels: ['siren', 'a, b'],
    hopS: 0.5,
    format: 's16le',
    sampleRate: 16_000,
  })
  await listener.next(({ labels }) => labels?.includes('a, b'))
  listener.play(await s16('city/siren.ogg', 16_000))
  listener.send({ type: 'end' })
  await listener.closed
  const windows = listener.windows()
  expect(windows.at(-1).scores[0].label).toBe('siren')
  // The other rate was heard as such: the sound has its length.
  expect(windows.at(-1).endS).toBeLessThan(11)
})

test('a model with labels of its own is asked for nothing, and answers with the best of them', async () => {
  const classifier = await startTestApi('embedded', { modelDir: classifierModelDir })
  try {
    const to = {
      url: await classifier.app.listen({ host: '127.0.0.1', port: 0 }),
      key: classifier.key,
    }
    const { model } = classifier.deps
    const own = model.kind === 'classifier' ? [...model.labels] : []
    expect((await open('labels=dog', {}, to).refused).body.detail).toMatch(
      /labels must be left out: .* of its own/,
    )
    const listener = open('format=s16le&sampleRate=48000&top=2', {}, to)
    expect(await listener.next(isListening)).toMatchObject({ labels: own })
    listener.play(await s16('city/siren.ogg', 48_000))
    listener.send({ type: 'end' })
    await listener.closed
    const { scores } = listener.windows().at(-1)
    expect(scores).toHaveLength(2)
    expect(own).toContain(scores[0].label)
    expect(scores[0].probability).toBeGreaterThanOrEqual(scores[1].probability)
    expect(scores[0].similarity).toBeNull()
  } finally {
    await classifier.close()
  }
})

test('a wrong message is answered in a sentence, and the listening goes on', async () => {
  const listener = open('labels=dog,rain')
  await listener.next(isListening)
  listener.socket.send('{')
  listener.send({ type: 'set', hopS: 11 })
  listener.send({ type: 'set', labelSet: 'nobody' })
  await listener.next(({ detail }) => detail?.includes('nobody'))
  const problems = listener.events.filter(({ type }) => type === 'problem')
  expect(problems.map(({ code }) => code)).toEqual([
    'INVALID_REQUEST',
    'INVALID_REQUEST',
    'NOT_FOUND',
  ])
  expect(problems[1].detail).toMatch(/hopS .*10.* received 11/)
  expect(listener.socket.readyState).toBe(WebSocket.OPEN)
  listener.socket.close()
  await listener.closed
})

test('noise in place of a container is named, and what comes next is heard', async () => {
  const listener = open('labels=siren,dog')
  await listener.next(isListening)
  listener.play(Buffer.alloc(300_000, 'no sound at all '))
  listener.send({ type: 'set', format: 's16le', sampleRate: 48_000 })
  const problem = await listener.next(({ type }) => type === 'problem')
  expect(problem).toMatchObject({ code: 'UNDECODABLE_AUDIO' })
  await listener.next(({ format }) => format === 's16le')
  listener.play(await s16('city/siren.ogg', 48_000))
  listener.send({ type: 'end' })
  await listener.closed
  expect(listener.windows().at(-1).scores[0].label).toBe('siren')
})

test('sound that comes far faster than it plays is dropped, and that is said', async () => {
  const listener = open('labels=siren,dog&format=s16le&sampleRate=48000&hopS=10')
  await listener.next(isListening)
  listener.play(Buffer.alloc(48_000 * 2 * 60))
  listener.send({ type: 'end' })
  await listener.closed
  const dropped = listener.events.filter(({ type }) => type === 'dropped')
  const soundS = dropped.reduce((sum, one) => sum + one.soundS, 0)
  expect(soundS).toBeGreaterThan(20)
  expect(soundS).toBeLessThan(40)
  expect(listener.windows().every(({ levelDb }) => levelDb === null)).toBe(true)
})

test('what is wrong is said before the connection becomes a WebSocket', async () => {
  const refusals = await Promise.all([
    open('labels=dog', { authorization: 'Bearer wrong' }).refused,
    open('').refused,
    open('labels=dog&hopS=0.1').refused,
    open('labels=dog&windowS=11').refused,
    open('labelSet=nobody').refused,
  ])
  expect(refusals.map(({ status }) => status)).toEqual([401, 400, 400, 400, 404])
  expect(refusals[3]?.body.detail).toMatch(/at most the 10 s that clap-mini hears/)
  expect((await api.call('GET', '/v1/listen?labels=dog')).status).toBe(204)
})

test("a browser's cookie needs a page of this API", async () => {
  const { body } = await api.call('POST', '/v1/sign-in-codes')
  const origin = url
  const answer = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code: body.code }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const by = (headers: Record<string, string>) =>
    open('labels=dog', { authorization: '', cookie, ...headers })
  const [foreign, none] = await Promise.all([
    by({ origin: 'https://evil.example' }).refused,
    by({}).refused,
  ])
  expect([foreign.status, none.status]).toEqual([403, 403])
  const own = by({ origin })
  await own.next(isListening)
  own.socket.close()
  await own.closed
})

test('one key has half of the places, and gives them back', async () => {
  const [first, second] = [open('labels=dog'), open('labels=dog')]
  await Promise.all([first.next(isListening), second.next(isListening)])
  expect(await open('labels=dog').refused).toMatchObject({
    status: 429,
    body: {
      code: 'TOO_MANY_REQUESTS',
      detail: expect.stringMatching(/^2 listen with this API key/),
    },
  })
  first.socket.close()
  await first.closed
  let third = open('labels=dog')
  // The place is free when the other end has seen it close, too.
  while ((await Promise.race([third.refused, third.next(isListening)])).status === 429) {
    third = open('labels=dog')
  }
  for (const one of [second, third]) one.socket.terminate()
})

test('a key that is revoked ends what listens with it', async () => {
  const { id, key } = await createApiKey(api.db, { name: 'short-lived' })
  const listener = open('labels=dog', { authorization: `Bearer ${key}` })
  await listener.next(isListening)
  await revokeApiKey(api.db, id)
  expect(await listener.closed).toEqual({
    code: 1008,
    reason: 'The API key is wrong, has expired, or has been revoked.',
  })
})

test('a wish for HTTP/2 is passed over, with a body and without', async () => {
  const { port } = new URL(url)
  const ask = (head: string, body = '') =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1')
      let answer = ''
      socket.on('data', (data) => {
        answer += data
      })
      socket.on('close', () => resolve(answer)).on('error', reject)
      const lines = [
        ...[head, 'Host: 127.0.0.1', `Authorization: Bearer ${api.key}`],
        ...[
          'Connection: Upgrade, HTTP2-Settings',
          'Upgrade: h2c',
          'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
        ],
        ...['Content-Type: application/json', `Content-Length: ${body.length}`],
      ]
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
      setTimeout(() => socket.end(), 2000)
    })
  expect(await ask('GET /v1/keys HTTP/1.1')).toMatch(/^HTTP\/1\.1 200 /)
  const made = await ask(
    'POST /v1/label-sets HTTP/1.1',
    JSON.stringify({ name: 'by-java', labels: ['dog'] }),
  )
  expect(made).toMatch(/^HTTP\/1\.1 201 /)
})

test('the document says where it is and that it answers 101', async () => {
  const path = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url))
  const { paths } = JSON.parse(await readFile(path, 'utf8'))
  expect(Object.keys(paths['/v1/listen'].get.responses)).toContain('101')
})
