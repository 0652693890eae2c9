import { type Overview, OverviewMeter } from '@earmark/core'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { glanceAtPeaks } from '../../src/objects/picture/glance-at-peaks.js'
import { glanceAtSpectrum } from '../../src/objects/picture/glance-at-spectrum.js'
import { startTestApi, type TestApi } from '../start-test-api.js'
import { storeObject } from '../store-object.js'
import { ffmpeg } from './make-sound.js'

const RATE = 8_000
const DURATION_S = 1200

/** Twenty minutes: ten of a faint 300 Hz, ten of a loud 2 kHz. */
function measure(): Overview {
  const meter = new OverviewMeter(RATE)
  for (let second = 0; second < DURATION_S; second++) {
    const [hz, amplitude] = second < 600 ? [300, 0.01] : [2000, 0.5]
    const at = (i: number) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE)
    meter.add(Float32Array.from({ length: RATE }, (_, i) => at(i)))
  }
  return meter.read()
}

const overview = measure()

describe('a glance at an overview', () => {
  test('has the peaks of each part, whether it is longer or shorter than what is known', () => {
    const whole = { startS: 0, endS: DURATION_S }
    for (const points of [2, 20, 600, 4000]) {
      const { min, max } = glanceAtPeaks(overview, whole, points)
      const [faint, loud] = [Math.floor(points / 4), Math.floor((points * 3) / 4)]
      expect([max[faint], min[faint]].map((one) => one?.toFixed(2))).toEqual(['0.01', '-0.01'])
      expect([max[loud], min[loud]].map((one) => one?.toFixed(2))).toEqual(['0.50', '-0.50'])
    }
  })

  test('reaches to the end of what was heard and no further', () => {
    const { max } = glanceAtPeaks(overview, { startS: 100, endS: DURATION_S + 5 }, 37)
    expect(max.every((peak) => peak > 0)).toBe(true)
    const power = glanceAtSpectrum(
      overview,
      { startS: 0, endS: DURATION_S + 5 },
      { width: 37, height: 10 },
    )
    expect(power.every((one) => one >= 0 && Number.isFinite(one))).toBe(true)
  })

  test.each([
    [10, 64],
    [1000, 256],
    [3000, 20],
  ])('has the pitch of each of %i columns in %i rows', (width, height) => {
    const power = glanceAtSpectrum(overview, { startS: 0, endS: DURATION_S }, { width, height })
    const strongestHz = (x: number) => {
      const column = [...power.subarray(x * height, (x + 1) * height)]
      const row = column.indexOf(Math.max(...column))
      return 60 * (14_000 / 60) ** ((row + 0.5) / height)
    }
    const octaves = (hz: number, of: number) => Math.abs(Math.log2(hz / of))
    expect(octaves(strongestHz(Math.floor(width / 4)), 300)).toBeLessThan(0.3)
    expect(octaves(strongestHz(Math.floor((width * 3) / 4)), 2000)).toBeLessThan(0.3)
  })
})

describe.each(databaseKinds())(
  'a long object that was looked at while it was heard, on %s',
  (kind) => {
    let api: TestApi
    let id: number
    let twin: number
    beforeAll(async () => {
      api = await startTestApi(kind)
      // Its bytes are no sound: whatever is answered was not decoded.
      const object = { body: Buffer.from('no sound'), codec: 'flac', durationS: DURATION_S }
      id = (await storeObject(api, { ...object, key: 'o/1.flac' })).id
      twin = (await storeObject(api, { ...object, key: 'o/2.flac' })).id
      const { peakS, peaks, spectrumS, bands, spectra } = overview
      await api.db.execute(sql`
      insert into earmark.overviews (object_id, peak_s, peaks, spectrum_s, bands, spectra)
      values (${id}, ${peakS}, ${Buffer.from(peaks.buffer)}, ${spectrumS}, ${bands}, ${Buffer.from(spectra)})`)
    })
    afterAll(() => api.close())

    test('is drawn without being decoded, and so is another of the same bytes', async () => {
      for (const one of [id, twin]) {
        const { status, body } = await api.call('GET', `/v1/objects/${one}/waveform?points=4`)
        expect(status).toBe(200)
        expect(body).toMatchObject({ max: [0.01, 0.01, 0.5, 0.5], min: [-0.01, -0.01, -0.5, -0.5] })
        const response = await api.app.inject({
          url: `/v1/objects/${one}/spectrogram?width=8&height=32`,
          headers: { authorization: `Bearer ${api.key}` },
        })
        expect(response.headers).toMatchObject({
          'content-type': 'image/png',
          'x-frequency-scale': 'log',
        })
        const raw = await ffmpeg(
          ['-f', 'png_pipe', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'gray'],
          response.rawPayload,
        )
        const rowOf = (x: number) => {
          const column = Array.from({ length: 32 }, (_, y) => raw[y * 8 + x]!)
          return column.indexOf(Math.max(...column))
        }
        // Higher pitch stands further up.
        expect(rowOf(6)).toBeLessThan(rowOf(1))
      }
    })

    test('is decoded where somebody looks closely', async () => {
      for (const picture of ['waveform', 'spectrogram']) {
        const close = await api.app.inject({
          url: `/v1/objects/${id}/${picture}?startS=100&endS=1000`,
          headers: { authorization: `Bearer ${api.key}` },
        })
        expect(close.json()).toMatchObject({ status: 422, code: 'UNDECODABLE_AUDIO' })
      }
    })

    test('that was heard before is decoded as it was then', async () => {
      const body = Buffer.from('no sound either')
      const old = await storeObject(api, { key: 'o/3.flac', body, codec: 'flac', durationS: 1200 })
      const { body: answer } = await api.call('GET', `/v1/objects/${old.id}/waveform`)
      expect(answer).toMatchObject({ status: 422, code: 'UNDECODABLE_AUDIO' })
    })

    test('takes its overview with it when it is deleted', async () => {
      await api.db.execute(sql`delete from earmark.objects where id = ${id}`)
      const { rows } = await api.db.execute(sql`select * from earmark.overviews`)
      expect(rows).toEqual([])
    })
  },
)
