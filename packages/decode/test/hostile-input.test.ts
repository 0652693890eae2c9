import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { EarmarkError } from '@earmark/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeFile, decodeSmallFiles, decodeStream, decodeUrl, encodeSound } from '../src/index.js'
import { movWithReference } from './mov-with-reference.js'
import { serveRanges } from './range-server.js'
import { collect, digest, ffmpeg, makeFolder, picture, tone } from './sounds.js'

const RATE = 48_000
const options = { sampleRate: RATE, maxDurationS: 3600, timeoutMs: 60_000, name: 's3://sounds/key' }

let folder: Awaited<ReturnType<typeof makeFolder>>
let secret: string
let url: string
let requests = 0
const server = createServer(async (_, response) => {
  requests++
  response.end(await readFile(secret))
})

beforeAll(async () => {
  folder = await makeFolder()
  secret = folder.path('secret.wav')
  await ffmpeg(...tone({ durationS: 3, rate: RATE }), secret)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret.wav`
})
afterAll(async () => {
  server.close()
  await folder.remove()
})
beforeEach(() => {
  requests = 0
})

/** What an ffmpeg that trusts its input makes of it: proof that the trap works. */
async function decodeTrustingly(path: string, ...args: string[]): Promise<Float32Array> {
  const trusting = [
    '-nostdin',
    '-v',
    'error',
    '-protocol_whitelist',
    'file,http,tcp,concat',
    ...args,
  ]
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    [...trusting, '-i', path, '-f', 'f32le', '-ac', '1', '-ar', String(RATE), '-'],
    { encoding: 'buffer', maxBuffer: 100_000_000 },
  )
  return new Float32Array(new Uint8Array(stdout).buffer)
}

/** Every way that a file can come in. */
async function decodeEveryWay(path: string): Promise<EarmarkError[]> {
  const failures: unknown[] = []
  for (const decoding of [
    decodeFile(path, options),
    decodeStream(Readable.from([await readFile(path)]), options),
  ]) {
    failures.push(await collect(decoding).catch((error: unknown) => error))
  }
  const files = [path, path].map((one) => ({ path: one, name: options.name }))
  for await (const result of decodeSmallFiles(files, options)) failures.push(result)
  for (const failure of failures) expect(failure).toBeInstanceOf(EarmarkError)
  return failures as EarmarkError[]
}

describe('a playlist is never followed', () => {
  const traps = [
    {
      file: 'hls.m3u8',
      args: ['-f', 'hls', '-allowed_extensions', 'ALL'],
      content: (to: string) =>
        `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:3,\n${to}\n#EXT-X-ENDLIST\n`,
    },
    {
      file: 'playlist.mp3',
      args: ['-f', 'hls', '-allowed_extensions', 'ALL'],
      content: (to: string) => `\n #EXTM3U\n#EXTINF:3,\n${to}\n#EXT-X-ENDLIST\n`,
    },
    {
      file: 'concat.wav',
      args: ['-f', 'concat', '-safe', '0'],
      content: (to: string) => `ffconcat version 1.0\nfile '${to}'\n`,
    },
  ]

  test.each(
    traps.flatMap((trap) => [
      { ...trap, to: 'file' },
      { ...trap, to: 'http' },
    ]),
  )('$file that names a $to', async ({ file, args, content, to }) => {
    const path = folder.path(file)
    await writeFile(path, content(to === 'http' ? url : secret).trimStart())
    // A WAV is no segment of HLS for every ffmpeg; that it was asked for is what counts.
    if (to === 'http') {
      await decodeTrustingly(path, ...args).catch(() => null)
      expect(requests).toBeGreaterThan(0)
      requests = 0
    }
    await writeFile(path, content(to === 'http' ? url : secret))
    for (const failure of await decodeEveryWay(path)) {
      expect(failure).toMatchObject({
        code: 'UNDECODABLE_AUDIO',
        permanent: true,
        message:
          's3://sounds/key is a playlist or text that names other files. Such are never followed.',
      })
    }
    expect(requests).toBe(0)
  })

  test('nor one that a server on this machine gives, whose protocol ffmpeg may then speak', async () => {
    const path = folder.path('served.mp3')
    const traps = ['ffconcat version 1.0\nfile', '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:3,\n']
    for (const trap of traps) {
      await writeFile(path, `${trap} ${url}\n`)
      const bridge = await serveRanges(path)
      const stretch = { startS: 0, durationS: 3 }
      const { signal } = new AbortController()
      const code = 'UNDECODABLE_AUDIO'
      await expect(collect(decodeUrl(bridge.url, { ...options, stretch }))).rejects.toMatchObject({
        code,
      })
      await expect(
        encodeSound(bridge.url, { name: options.name, form: 'pcm', signal }),
      ).rejects.toMatchObject({ code })
      bridge.close()
    }
    expect(requests).toBe(0)
  })

  test('not even behind so much white space that it cannot be seen from its first bytes', async () => {
    const path = folder.path('hidden.mp3')
    for (const start of ['ffconcat version 1.0\n', '#EXTM3U\n']) {
      await writeFile(path, `${' '.repeat(200)}\n${start}file '${url}'\n${url}\n`)
      for (const { code } of await decodeEveryWay(path)) expect(code).toBe('UNDECODABLE_AUDIO')
    }
    expect(requests).toBe(0)
  })

  test.each([
    [
      'session description',
      (to: string) =>
        `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\na=control:${to}\n`,
    ],
    [
      'DASH manifest',
      (to: string) =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="audio/wav"><Representation id="1" bandwidth="1"><BaseURL>${to}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['bare address', (to: string) => `${to}\n`],
  ])('nor is a %s', async (_, content) => {
    await writeFile(folder.path('reference'), content(url))
    for (const { code } of await decodeEveryWay(folder.path('reference'))) {
      expect(code).toBe('UNDECODABLE_AUDIO')
    }
    expect(requests).toBe(0)
  })
})

test('a MOV whose samples are said to lie in another file gets none of them', async () => {
  const path = folder.path('reference.mov')
  await ffmpeg('-i', secret, '-c', 'copy', folder.path('plain.mov'))
  await writeFile(path, movWithReference(await readFile(folder.path('plain.mov')), secret))
  const trusting = ['-enable_drefs', '1', '-use_absolute_path', '1']
  expect((await decodeTrustingly(path, ...trusting)).some((sample) => sample !== 0)).toBe(true)
  for (const { code } of await decodeEveryWay(path)) expect(code).toBe('UNDECODABLE_AUDIO')
  const bridge = await serveRanges(path)
  const stretch = { startS: 0, durationS: 3 }
  expect(await collect(decodeUrl(bridge.url, { ...options, stretch }))).toHaveLength(0)
  bridge.close()
})

describe('what is no audio', () => {
  test('is said to be an image', async () => {
    for (const file of ['i.png', 'i.jpg', 'i.gif', 'i.bmp', 'i.tiff']) {
      await ffmpeg(...picture, '-frames:v', '1', folder.path(file))
      for (const failure of await decodeEveryWay(folder.path(file))) {
        expect(failure).toMatchObject({
          code: 'NO_AUDIO_STREAM',
          permanent: true,
          message: 's3://sounds/key is an image: it holds no audio stream.',
        })
      }
    }
  })

  test('is said to be a video without sound', async () => {
    await ffmpeg(...picture, '-movflags', '+faststart', folder.path('mute.mp4'))
    await ffmpeg(...picture, folder.path('mute.mkv'))
    for (const file of ['mute.mp4', 'mute.mkv']) {
      for (const failure of await decodeEveryWay(folder.path(file))) {
        expect(failure).toMatchObject({ code: 'NO_AUDIO_STREAM', permanent: true })
      }
    }
  })

  test.each([
    ['a text', Buffer.from('These are words, and no sounds.\n'.repeat(500))],
    ['one byte', Buffer.from('x')],
    ['zeros', Buffer.alloc(100_000)],
    ['a subtitle', Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nHello\n\n')],
    ['the header of a WAV', Buffer.from('524946462400000057415645666d742010000000', 'hex')],
    ['the executable that runs this test, in part', undefined],
  ])('is undecodable: %s', async (_, content) => {
    const path = folder.path('rubbish')
    await writeFile(path, content ?? (await readFile(process.execPath)).subarray(0, 300_000))
    for (const failure of await decodeEveryWay(path)) {
      expect(failure).toMatchObject({ code: 'UNDECODABLE_AUDIO', permanent: true })
      expect(failure.message).toContain(options.name)
      expect(failure.message).not.toContain(path)
      expect(failure.message).not.toMatch(/\p{Cc}|0x[0-9a-f]{6}/u)
    }
  })
})

test('a header that promises more than there is is the file’s fault, whatever ffmpeg calls it', async () => {
  const wav = await readFile(secret)
  wav.writeUInt32LE(41_744, wav.indexOf('fmt ') + 4)
  const path = folder.path('promises.wav')
  await writeFile(path, wav.subarray(0, 44))
  await expect(collect(decodeFile(path, options))).rejects.toMatchObject({
    code: 'UNDECODABLE_AUDIO',
    permanent: true,
    message: expect.stringContaining(
      'ffmpeg cannot decode s3://sounds/key: Failed to read extradata',
    ),
  })
})

test('sound whose first header is damaged, so that nobody can tell its rate and channels, is the file’s fault', async () => {
  const path = folder.path('damaged.aac')
  await ffmpeg('-i', secret, '-c:a', 'aac', '-f', 'adts', path)
  const aac = await readFile(path)
  // The length of the first frame: none. ffmpeg decodes the others.
  aac.writeUInt16BE(2, 4)
  await writeFile(path, aac)
  for (const failure of await decodeEveryWay(path)) {
    expect(failure).toMatchObject({
      code: 'UNDECODABLE_AUDIO',
      permanent: true,
      message: `${options.name} is damaged: its header tells neither sample rate nor channels.`,
    })
  }
})

test('a path that looks like a pattern, an option or an address is only a path', async () => {
  const expected = digest(await collect(decodeFile(secret, options)))
  for (const name of ['-y %d.wav', 'http:%2F%2Fx', "it's [a] 'file'", 'pipe:0', 'ünï\ncode']) {
    await writeFile(folder.path(name), await readFile(secret))
    expect(digest(await collect(decodeFile(folder.path(name), options)))).toBe(expected)
  }
})
