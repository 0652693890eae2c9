import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { storeObject } from '../../store-object.js'
import { ffmpeg, makeNoise } from '../make-sound.js'
import { getSound } from './get-sound.js'

const RATE = 44_100
const HEADER_BYTES = 44

describe.each(databaseKinds())('the sound of an object in another form, on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  async function store(key: string, codec: string, format: string, ...args: string[]) {
    const body = await makeNoise(format, { durationS: 2, rate: RATE }, ...args)
    const object = { key, body, codec, sampleRate: RATE, channels: 2, durationS: 2 }
    return { id: (await storeObject(api, object)).id, body }
  }

  const samplesOf = (body: Buffer, ...args: string[]) =>
    ffmpeg([...args, '-i', 'pipe:0', '-f', 's16le'], body)

  test.each([
    ['f/1.aiff', 'pcm_s16be', 'aiff', []],
    ['f/float.wav', 'pcm_f32le', 'wav', ['-c:a', 'pcm_f32le']],
    ['f/1.wma', 'wmav2', 'asf', []],
    ['f/video.mkv', 'flac', 'matroska', ['-c:a', 'flac']],
    ['f/no-ending', 'flac', 'flac', []],
  ])('is WAV where browsers do not play %s', async (key, codec, format, args) => {
    const { id, body } = await store(key, codec, format, ...args)
    const sound = await getSound(api, id)
    expect(sound.status).toBe(200)
    expect(sound.headers['content-type']).toBe('audio/wav')
    const samples = sound.body.subarray(HEADER_BYTES)
    expect(samples).toHaveLength(2 * RATE * 4)
    if (codec !== 'wmav2') expect(samples.equals(await samplesOf(body))).toBe(true)
    const stored = await getSound(api, id, '?as=original')
    expect(stored.body.equals(body)).toBe(true)
  })

  test.each([
    ['f/1.flac', 'flac', 'flac'],
    ['f/1.wav', 'pcm_s16le', 'wav'],
    ['f/1.mp3', 'mp3', 'mp3'],
    ['f/1.ogg', 'vorbis', 'ogg'],
  ])('is what is stored where browsers play it: %s', async (key, codec, format) => {
    const { id, body } = await store(key, codec, format)
    expect((await getSound(api, id)).body.equals(body)).toBe(true)
  })

  test('is encoded from its start to its end', async () => {
    const { id, body } = await store('f/2.aiff', 'pcm_s16be', 'aiff')
    const flac = await getSound(api, id, '?as=flac')
    expect((await samplesOf(flac.body)).equals(await samplesOf(body))).toBe(true)
    const opus = await getSound(api, id, '?as=opus')
    expect((await samplesOf(opus.body)).length / 4 / 48_000).toBeCloseTo(2, 1)
    const wav = await getSound(api, id, '?as=wav', { range: `bytes=${HEADER_BYTES + RATE * 4}-` })
    expect(wav.body.equals((await samplesOf(body)).subarray(RATE * 4))).toBe(true)
  })

  test('HEAD says what will come and encodes nothing', async () => {
    const { id } = await store('f/3.aiff', 'pcm_s16be', 'aiff')
    const wav = await getSound(api, id, '', {}, 'HEAD')
    expect(wav.headers['content-length']).toBe(String(HEADER_BYTES + 2 * RATE * 4))
    const opus = await getSound(api, id, '?as=opus', {}, 'HEAD')
    expect(opus.headers).toMatchObject({ 'content-type': 'audio/ogg', 'accept-ranges': 'none' })
    expect([wav.body, opus.body]).toEqual([Buffer.alloc(0), Buffer.alloc(0)])
  })

  test('where nobody has heard it yet, how long a WAV would be is not known', async () => {
    const { id, body } = await store('f/4.aiff', 'pcm_s16be', 'aiff')
    await api.db.execute(
      sql`update earmark.objects set duration_s = null, sample_rate = null, channels = null, codec = null where id = ${id}`,
    )
    const wav = await getSound(api, id, '?as=wav')
    expect(wav.problem()).toMatchObject({ status: 409, code: 'CONFLICT' })
    expect(wav.problem().detail).toContain('as=flac')
    expect((await getSound(api, id)).body.equals(body)).toBe(true)
    const flac = await getSound(api, id, '?as=flac')
    expect((await samplesOf(flac.body)).equals(await samplesOf(body))).toBe(true)
  })

  test('that is shorter than was heard is filled with silence, so that its length holds', async () => {
    const { id } = await store('f/5.aiff', 'pcm_s16be', 'aiff')
    await api.db.execute(sql`update earmark.objects set duration_s = 3 where id = ${id}`)
    const { body } = await getSound(api, id)
    expect(body).toHaveLength(HEADER_BYTES + 3 * RATE * 4)
    expect(body.subarray(HEADER_BYTES + 2 * RATE * 4).every((byte) => byte === 0)).toBe(true)
  })

  test('there is none of what does not exist, is gone, has been overwritten or is no sound', async () => {
    const { storage } = api.deps
    for (const query of ['?as=opus', '?as=flac', '?as=wav', '?endS=1']) {
      expect((await getSound(api, 999_999, query)).status).toBe(404)
      const body = Buffer.from('no sound at all')
      const text = await storeObject(api, { key: 'f/6.aiff', body, codec: 'pcm_s16be' })
      const codeOf = async () => (await getSound(api, text.id, query)).problem().code
      expect(await codeOf()).toBe('UNDECODABLE_AUDIO')
      await storage.putObject({ bucket: 'archive', key: 'f/6.aiff', body: Buffer.from('other') })
      expect(['OBJECT_CHANGED', 'UNDECODABLE_AUDIO']).toContain(await codeOf())
      await api.db.execute(sql`delete from earmark.objects where id = ${text.id}`)
      const gone = await storeObject(api, { key: 'f/7.aiff', body, codec: 'pcm_s16be' })
      await api.db.execute(sql`update earmark.objects set key = 'f/8.aiff' where id = ${gone.id}`)
      const answer = await getSound(api, gone.id, query)
      expect(answer.problem()).toMatchObject({ status: 422, code: 'OBJECT_NOT_FOUND' })
      await api.db.execute(sql`delete from earmark.objects where id = ${gone.id}`)
    }
  })
})
