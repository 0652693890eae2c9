import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { storeObject } from '../../store-object.js'
import { ffmpeg } from '../make-sound.js'
import { getSound } from './get-sound.js'

const RATE = 8_000
const HOURS = 6
/** Of what is asked for and left again, some megabytes are on their way in sockets. */
const SMALL_PART = 1 / 10

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('embedded')
})
afterAll(async () => {
  vi.restoreAllMocks()
  await api.close()
})

/** Six hours of silence, and a tone in the second that is asked for. */
async function makeRecording(toneAtS: number): Promise<Buffer> {
  const header = await ffmpeg(
    `-f lavfi -i anullsrc=r=${RATE}:cl=mono -t ${HOURS * 3600} -c:a pcm_u8 -bitexact -f wav`.split(
      ' ',
    ),
  )
  const tone = await ffmpeg(
    `-f lavfi -i sine=440:r=${RATE} -t 1 -c:a pcm_u8 -bitexact -f u8`.split(' '),
  )
  tone.copy(header, header.length - (HOURS * 3600 - toneAtS) * RATE)
  return header
}

test('a clip late in a recording of six hours is cut without reading what is before it', async () => {
  const toneAtS = 5 * 3600
  const body = await makeRecording(toneAtS)
  const { id } = await storeObject(api, {
    ...{ key: 'long/6h.wav', body, codec: 'pcm_u8', sampleRate: RATE },
    ...{ channels: 1, durationS: HOURS * 3600 },
  })
  let read = 0
  const { storage } = api.deps
  const open = storage.openObject.bind(storage)
  vi.spyOn(storage, 'openObject').mockImplementation(async (asked) => {
    const opened = await open(asked)
    async function* counted() {
      for await (const part of opened.body) {
        read += (part as Buffer).length
        yield part
      }
    }
    return { ...opened, body: Readable.from(counted(), { objectMode: false }) }
  })
  const clip = await getSound(api, id, `?startS=${toneAtS - 1}&endS=${toneAtS + 1}&as=wav`)
  expect(clip.status).toBe(200)
  const samples = new Int16Array(
    clip.body.buffer.slice(clip.body.byteOffset + 44, clip.body.byteOffset + clip.body.length),
  )
  const loudest = (from: number) =>
    Math.max(...samples.subarray(from, from + RATE / 2).map((sample) => Math.abs(sample)))
  expect(samples).toHaveLength(2 * RATE)
  expect(loudest(0)).toBe(0)
  expect(loudest(RATE)).toBeGreaterThan(1_000)
  expect(read).toBeGreaterThan(0)
  expect(read).toBeLessThan(SMALL_PART * body.length)
})
