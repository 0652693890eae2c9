import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { storeObject } from '../../store-object.js'
import { ffmpeg, makeNoise } from '../make-sound.js'
import { getSound } from './get-sound.js'

const RATE = 44_100
const FRAME_BYTES = 4
const HEADER_BYTES = 44

describe.each(databaseKinds())('a clip of an object, on %s', (kind) => {
  let api: TestApi
  let folder: string
  const sounds = new Map<string, { id: number; body: Buffer }>()
  beforeAll(async () => {
    api = await startTestApi(kind)
    folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
    for (const [format, codec] of [
      ['wav', 'pcm_s16le'],
      ['flac', 'flac'],
      ['mp3', 'mp3'],
      ['ogg', 'vorbis'],
    ] as const) {
      const body = await makeNoise(format, { durationS: 90, rate: RATE })
      const object = { key: `c/1.${format}`, body, codec, sampleRate: RATE, channels: 2 }
      sounds.set(format, { id: (await storeObject(api, { ...object, durationS: 90 })).id, body })
    }
  })
  afterAll(async () => {
    await api.close()
    await rm(folder, { recursive: true, force: true })
  })

  const get = (format: string, query: string, headers = {}) =>
    getSound(api, sounds.get(format)!.id, query, headers)

  test.each(['wav', 'flac', 'mp3', 'ogg'])(
    'of %s is a WAV with the very samples of ffmpeg’s own cut',
    async (format) => {
      const { status, headers, body } = await get(format, '?startS=71.234&endS=74')
      const path = join(folder, `1.${format}`)
      await writeFile(path, sounds.get(format)!.body)
      const byHand = await ffmpeg(['-ss', '71.234', '-t', '2.766', '-i', path, '-f', 's16le'])
      expect(status).toBe(200)
      expect(headers).toMatchObject({ 'content-type': 'audio/wav', 'accept-ranges': 'bytes' })
      expect(body.subarray(HEADER_BYTES)).toHaveLength(Math.round(2.766 * RATE) * FRAME_BYTES)
      expect(body.subarray(HEADER_BYTES).equals(byHand)).toBe(true)
      expect((await ffmpeg(['-i', 'pipe:0', '-f', 's16le'], body)).equals(byHand)).toBe(true)
    },
  )

  test('comes as FLAC with the same samples, and as Opus of the same length', async () => {
    const wav = await get('flac', '?startS=5&endS=7.5')
    const flac = await get('flac', '?startS=5&endS=7.5&as=flac')
    const opus = await get('flac', '?startS=5&endS=7.5&as=opus')
    const decode = (body: Buffer) => ffmpeg(['-i', 'pipe:0', '-f', 's16le'], body)
    expect(flac.headers).toMatchObject({ 'content-type': 'audio/flac', 'accept-ranges': 'none' })
    expect((await decode(flac.body)).equals(wav.body.subarray(HEADER_BYTES))).toBe(true)
    expect(opus.headers['content-type']).toBe('audio/ogg')
    expect((await decode(opus.body)).length / FRAME_BYTES / 48_000).toBeCloseTo(2.5, 1)
  })

  test.each(['bytes=0-43', 'bytes=40-99', 'bytes=300001-400002', 'bytes=-5', 'bytes=300000-'])(
    'in the range %s has the bytes of the whole',
    async (range) => {
      const query = '?startS=3.21&endS=6'
      const whole = (await get('flac', query)).body
      const [, from = '', to = ''] = /bytes=(\d*)-(\d*)/.exec(range) ?? []
      const first = from === '' ? whole.length - Number(to) : Number(from)
      const last = from === '' || to === '' ? whole.length - 1 : Number(to)
      const { status, headers, body } = await get('flac', query, { range })
      expect(status).toBe(206)
      expect(headers['content-range']).toBe(`bytes ${first}-${last}/${whole.length}`)
      expect(body.equals(whole.subarray(first, last + 1))).toBe(true)
    },
  )

  test('ends where the object does, and starts at its start unless asked otherwise', async () => {
    const seconds = async (query: string) =>
      ((await get('flac', query)).body.length - HEADER_BYTES) / FRAME_BYTES / RATE
    expect(await seconds('?startS=88.5')).toBe(1.5)
    expect(await seconds('?startS=88.5&endS=500')).toBe(1.5)
    expect(await seconds('?endS=2')).toBe(2)
    expect(await seconds('?startS=10.3&endS=70.3')).toBe(60)
  })

  test('is known by an ETag of its own', async () => {
    const { headers } = await get('flac', '?endS=2')
    const etag = String(headers.etag)
    expect((await get('flac', '?endS=2', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('flac', '?endS=3', { 'if-none-match': etag })).status).toBe(200)
    expect((await get('flac', '?endS=2', { range: 'bytes=999999-' })).status).toBe(416)
  })

  test.each([
    ['?startS=5', 'endS'],
    ['?startS=5&endS=65.1', 'endS'],
    ['?startS=5&endS=5', 'endS'],
    ['?startS=5&endS=4', 'endS'],
    ['?startS=90', 'startS'],
    ['?startS=-1', 'startS'],
    ['?startS=1e9', 'startS'],
    ['?startS=NaN&endS=5', 'startS'],
    ['?endS=', 'endS'],
    ['?endS=5&as=original', 'as'],
    ['?endS=5&as=mp3', 'as'],
    ['?from=5', 'from'],
  ])('%s is refused by name', async (query, field) => {
    const { status, problem } = await get('flac', query)
    expect(status).toBe(400)
    expect(problem().errors[0].field).toBe(field)
  })
})
