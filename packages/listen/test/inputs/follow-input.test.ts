import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { followInput, type InputEvent, parseInput } from '../../src/index.js'
import { playLive, startRadio, tone, wavHead } from '../radio.js'

const RATE = 48_000
let close = () => {}
afterEach(() => close())

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

/** What becomes of listening to a server, until the test has seen enough. */
async function* listen(answer: Answer, { path = '/live', user = '', silentMs = 5000 } = {}) {
  const radio = await startRadio(answer)
  close = radio.close
  const stop = new AbortController()
  const input = parseInput(`${radio.url.replace('//', `//${user}`)}${path}`, 'linux')
  const options = { sampleRate: RATE, silentMs, ffmpegPath: undefined, environment: {} }
  try {
    yield* followInput(input, { ...options, signal: stop.signal })
  } finally {
    stop.abort()
  }
}

/** @returns all events until one of this type, and of sound only how many seconds */
async function until(events: AsyncIterable<InputEvent>, type: InputEvent['type'], times = 1) {
  const seen: Exclude<InputEvent, { type: 'sound' }>[] = []
  let soundS = 0
  for await (const event of events) {
    if (event.type === 'sound') soundS += event.samples.length / RATE
    else seen.push(event)
    if (event.type === type && --times === 0) break
  }
  return { seen, soundS }
}

const wav: Answer = async (_, response) => {
  response.writeHead(200, { 'content-type': 'audio/wav' }).write(wavHead())
  await playLive(response, 1)
  response.end()
}

test('a stream that ends is opened again, after waits that grow', async () => {
  const { seen, soundS } = await until(listen(wav), 'lost', 2)
  expect(seen.map(({ type }) => type)).toEqual(['open', 'lost', 'open', 'lost'])
  expect(seen[0]).toEqual({ type: 'open', codec: 'pcm_s16le', sampleRate: 8000, channels: 1 })
  expect(seen[1]).toMatchObject({
    reason: expect.stringMatching(/\/live has ended\.$/),
    waitMs: 1000,
  })
  expect(seen[3]).toMatchObject({ waitMs: 2000 })
  expect(soundS).toBeGreaterThan(1.8)
})

test('a stream that stalls is named, and opened again', async () => {
  const events = listen(
    async (_, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' }).write(wavHead())
      await playLive(response, 1)
    },
    { silentMs: 4000 },
  )
  const { seen } = await until(events, 'lost')
  expect(seen.at(-1)).toMatchObject({ reason: expect.stringMatching(/sent nothing for 4 s/) })
})

test('a stream whose sound turns into something else is named', async () => {
  const mp3 = async (response: ServerResponse) => {
    while (!response.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      // No frame of MPEG begins in zeros.
      response.write(Buffer.alloc(400))
    }
  }
  const events = listen(
    async (_, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      response.write(await encode('mp3', 2))
      await mp3(response)
    },
    { silentMs: 4000 },
  )
  const { seen, soundS } = await until(events, 'lost')
  expect(soundS).toBeGreaterThan(1)
  expect(seen.at(-1)).toMatchObject({
    reason: expect.stringMatching(/sends data, but there was no sound/),
  })
})

test('a stream that changes its rate is followed', async () => {
  const events = listen(async (_, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' })
    response.write(await encode('mp3', 2, 44_100))
    response.end(await encode('mp3', 2, 22_050))
  })
  const { soundS } = await until(events, 'lost')
  expect(soundS).toBeGreaterThan(3.8)
  expect(soundS).toBeLessThan(4.3)
})

test('a server that is away is tried again, and named without its password', async () => {
  const events = listen((_, response) => response.destroy(), { user: 'bob:hunter2@' })
  const { seen } = await until(events, 'lost', 2)
  expect(seen.map((event) => event.type === 'lost' && event.waitMs)).toEqual([1000, 2000])
  expect(JSON.stringify(seen)).toMatch(/\/live cannot be reached/)
  expect(JSON.stringify(seen)).not.toMatch(/hunter2/)
})

test('the user and the password are sent to the server', async () => {
  let sent: string | undefined
  const events = listen(
    (request, response) => {
      sent = request.headers.authorization
      return wav(request, response)
    },
    { user: 'bob:hunter2@' },
  )
  await until(events, 'open')
  expect(sent).toBe(`Basic ${Buffer.from('bob:hunter2').toString('base64')}`)
})

describe('what never was a stream is refused at once:', () => {
  const text = (status: number, type: string, body: string): Answer => {
    return (_, response) => response.writeHead(status, { 'content-type': type }).end(body)
  }
  test.each<[string, Answer, RegExp]>([
    ['an address that nothing has', text(404, 'text/plain', 'no'), /answers 404/],
    [
      'a password that is missing',
      text(401, 'text/plain', 'no'),
      /answers 401.*user and the password/,
    ],
    ['a page', text(200, 'text/html', '<p>hello'), /answers with text\/html, which is no sound/],
    ['a playlist', text(200, 'audio/x-mpegurl', '#EXTM3U'), /is a playlist .* never followed/],
    [
      'a playlist that says to be something else, and names a file',
      text(200, 'audio/mpeg', '#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n'),
      /is a playlist or text that names other files/,
    ],
    [
      'noise',
      (_, response) => response.writeHead(200).end(randomBytes(300_000)),
      /cannot decode|holds no audio|is of the format/,
    ],
    [
      'a redirect to a file',
      (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /cannot be reached/,
    ],
  ])('%s', async (_, answer, message) => {
    const events = listen(answer)
    if (message.source.includes('cannot be reached')) {
      const { seen } = await until(events, 'lost')
      expect(seen[0]).toMatchObject({ reason: expect.stringMatching(message) })
    } else {
      await expect(until(events, 'lost')).rejects.toThrow(message)
    }
  })
})

test('a file is read no faster than one hears, beyond its first seconds', async () => {
  const events = listen((_, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav' }).write(wavHead())
    response.end(tone(0, 22))
  })
  const beginMs = performance.now()
  const { soundS } = await until(events, 'lost')
  expect(soundS).toBeCloseTo(22, 1)
  expect(performance.now() - beginMs).toBeGreaterThan(1500)
})

test('a microphone that is not there ends the listening', async () => {
  const input = parseInput('alsa:earmark-has-none', 'linux')
  const options = { sampleRate: RATE, silentMs: 5000, ffmpegPath: undefined, environment: {} }
  const events = followInput(input, { ...options, signal: new AbortController().signal })
  await expect(until(events, 'lost')).rejects.toThrow(/alsa:earmark-has-none cannot be heard/)
})

/** A tone as ffmpeg encodes it. */
async function encode(format: string, seconds: number, rate = 44_100): Promise<Buffer> {
  const { execFile } = await import('node:child_process')
  const source = `sine=frequency=440:sample_rate=${rate}:duration=${seconds}`
  const args = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    '-write_xing',
    '0',
    '-id3v2_version',
    '0',
    '-f',
    format,
    '-',
  ]
  return new Promise((resolve, reject) => {
    execFile('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1e8 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
}
