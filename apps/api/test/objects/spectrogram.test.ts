import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'
import { storeObject } from '../store-object.js'
import { ffmpeg, makeFlac } from './make-sound.js'

describe.each(databaseKinds())('the spectrogram of an object, on %s', (kind) => {
  let api: TestApi
  let id: number
  beforeAll(async () => {
    api = await startTestApi(kind)
    // 200 Hz in the first five seconds, 5 kHz in the others.
    const body = await makeFlac("'0.5*sin(2*PI*if(lt(t,5),200,5000)*t)'", 10)
    id = (await storeObject(api, { key: 's/1.flac', body, codec: 'flac' })).id
  })
  afterAll(() => api.close())

  async function get(query: string, of = id) {
    const response = await api.app.inject({
      url: `/v1/objects/${of}/spectrogram${query}`,
      headers: { authorization: `Bearer ${api.key}` },
    })
    return { status: response.statusCode, headers: response.headers, body: response.rawPayload }
  }

  /** Of one column, the frequency of its brightest row, by the scale in the headers. */
  async function brightestHz(
    query: string,
    { width, height, x }: Record<'width' | 'height' | 'x', number>,
  ) {
    const { headers, body } = await get(`${query}&width=${width}&height=${height}`)
    const raw = await ffmpeg(
      ['-f', 'png_pipe', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'gray'],
      body,
    )
    expect(raw).toHaveLength(width * height)
    const column = Array.from({ length: height }, (_, y) => raw[y * width + x]!)
    const fromBottom = height - 1 - column.indexOf(Math.max(...column))
    const [min, max] = ['x-frequency-min-hz', 'x-frequency-max-hz'].map((one) =>
      Number(headers[one]),
    )
    return min! * (max! / min!) ** ((fromBottom + 0.5) / height)
  }

  test('is a PNG with its scale in the headers, which may be kept', async () => {
    const { status, headers, body } = await get('')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-frequency-scale': 'log',
      'x-frequency-min-hz': '60',
      'x-frequency-max-hz': '14000',
      'x-level-range-db': '80',
    })
    expect(headers['cache-control']).toContain('immutable')
    expect([body.readUInt32BE(16), body.readUInt32BE(20)]).toEqual([1000, 256])
    expect((await get('')).body.equals(body)).toBe(true)
  })

  test.each([
    { query: '?', width: 100, x: 20, hz: 200 },
    { query: '?', width: 100, x: 80, hz: 5000 },
    { query: '?', width: 1, x: 0, hz: 200 },
    { query: '?startS=4&endS=6', width: 400, x: 100, hz: 200 },
    { query: '?startS=4&endS=6', width: 400, x: 300, hz: 5000 },
    { query: '?startS=9.9', width: 400, x: 399, hz: 5000 },
  ])(
    'has its tone at the right place: $query, column $x of $width',
    async ({ query, width, x, hz }) => {
      const brightest = await brightestHz(query, { width, height: 128, x })
      // Two tones of the same length are alike in one column: either will do.
      const isEither = width === 1 && brightest > 4000
      // Half a bin of 31 Hz, where it is looked at closely.
      expect(Math.abs(Math.log2(brightest / (isEither ? 5000 : hz)))).toBeLessThan(0.15)
    },
  )

  test('of silence is black', async () => {
    const body = await makeFlac('0', 2)
    const silent = await storeObject(api, { key: 's/2.flac', body, codec: 'flac', durationS: 2 })
    const picture = await get('?width=10&height=10', silent.id)
    const raw = await ffmpeg(
      ['-f', 'png_pipe', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
      picture.body,
    )
    expect(new Set(raw)).toEqual(new Set([0, 4]))
  })

  test.each(['?width=2001', '?height=513', '?width=0', '?startS=10', '?startS=x', '?mel=1'])(
    '%s is refused',
    async (query) => {
      const { status, headers } = await get(query)
      expect(status).toBe(400)
      expect(headers['content-type']).toContain('application/problem+json')
      expect(headers['cache-control']).toBeUndefined()
    },
  )

  test('there is none without a key, and none of what does not exist', async () => {
    expect((await api.app.inject({ url: `/v1/objects/${id}/spectrogram` })).statusCode).toBe(401)
    expect((await get('', 999_999)).status).toBe(404)
  })
})
