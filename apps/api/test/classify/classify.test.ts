import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storeHearing } from '../hear-clip.js'
import { clipPath, startTestApi, type TestApi, tinyModelDir } from '../start-test-api.js'

interface Golden {
  label_sets: Record<
    string,
    { labels: string[]; template: string; probabilities: Record<string, Record<string, number>> }
  >
}
interface Score {
  label: string
  probability: number
  similarity: number
}

const goldenUrl = (name: string) =>
  new URL(`../../../../packages/core/test/fixtures/golden/${name}`, import.meta.url)
const readGolden = async (name: string): Promise<Golden> =>
  JSON.parse(await readFile(goldenUrl(name), 'utf8'))

const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s', 'silence_2s', 'click_100ms']
const question = { labelSets: [{ labels: ['dog', 'vacuum cleaner'], template: 'Sound of {}' }] }

/** Audio made by ffmpeg, as bytes. */
async function makeAudio(...args: string[]): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-v', 'error', ...args, 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  return Buffer.concat(chunks)
}

/** Sends a form over a real connection, as a client does. */
async function upload(api: TestApi, form: FormData) {
  const response = await fetch(`${url(api)}/v1/classify`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.key}` },
    body: form,
  })
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the API says; the test says what it should be.
  const body = (await response.json()) as any
  return { status: response.status, headers: response.headers, body }
}

function url(api: TestApi): string {
  const address = api.app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}

function formOf(bytes: Buffer | null, request: unknown, filename = 'clip.wav'): FormData {
  const form = new FormData()
  if (request !== undefined)
    form.set('request', typeof request === 'string' ? request : JSON.stringify(request))
  if (bytes) form.set('file', new Blob([new Uint8Array(bytes)]), filename)
  return form
}

describe.each([
  ['golden.json', tinyModelDir],
  ['golden_mini.json', undefined],
])('classify against %s', (goldenName, modelDir) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi('embedded', modelDir === undefined ? {} : { modelDir })
    await api.app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => api.close())

  test.each(clips)(
    "gives the reference pipeline's probabilities for %s, within 1e-4",
    async (clip) => {
      const { label_sets } = await readGolden(goldenName)
      const sets = Object.values(label_sets)
      const labelSets = sets.map(({ labels, template }) => ({ labels, template }))
      const { status, body } = await upload(
        api,
        formOf(await readFile(clipPath(clip)), { labelSets }),
      )
      expect(status).toBe(200)
      for (const [index, set] of sets.entries()) {
        const { clip: scores, windows } = body.labelSets[index]
        expect(scores).toHaveLength(set.labels.length)
        for (const { label, probability } of scores as Score[]) {
          expect(Math.abs(probability - set.probabilities[clip]![label]!)).toBeLessThan(1e-4)
        }
        expect(windows).toHaveLength(1)
        expect(windows[0].scores).toEqual(scores)
      }
    },
  )
})

describe.each(databaseKinds())('classify on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    await api.deps.storage.createBucket('archive')
  })
  afterAll(() => api.close())

  const put = (key: string, body: Buffer) =>
    api.deps.storage.putObject({ bucket: 'archive', key, body })
  const classify = (body: unknown) => api.call('POST', '/v1/classify', body)

  test.each(['a b.wav', 'a%20b+c.wav', 'ü/日本.wav', `"q'uote\\.wav`])(
    'hears the object %s in S3',
    async (key) => {
      await put(key, await readFile(clipPath('chirp_5s')))
      const { status, body } = await classify({
        source: { key: `s3://archive/${key}` },
        ...question,
      })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        model: { name: 'clap-mini', revision: api.deps.model.revision },
        labelSets: [
          {
            name: 'dog, vacuum cleaner',
            template: 'Sound of {}',
            windows: [{ startS: 0, endS: 5 }],
          },
        ],
      })
      expect(body.durationS).toBeCloseTo(5, 2)
      const [first, second] = body.labelSets[0].clip
      expect(first.probability).toBeGreaterThan(second.probability)
      expect(first.probability + second.probability).toBeCloseTo(1, 6)
    },
  )

  test('cuts 25 s into 0–10, 10–20 and 20–25 s, and takes other windows too', async () => {
    const bytes = await makeAudio('-f', 'lavfi', '-i', 'sine=440:duration=25', '-f', 'wav')
    await put('25s.wav', bytes)
    const source = { key: 's3://archive/25s.wav' }
    const windowsOf = async (windowing: object) =>
      (await classify({ source, ...question, ...windowing })).body.labelSets[0].windows.map(
        ({ startS, endS }: { startS: number; endS: number }) => [startS, endS],
      )
    expect(await windowsOf({})).toEqual([
      [0, 10],
      [10, 20],
      [20, 25],
    ])
    expect(await windowsOf({ hopS: 5 })).toEqual([
      [0, 10],
      [5, 15],
      [10, 20],
      [15, 25],
    ])
    expect(await windowsOf({ windowS: 8 })).toEqual([
      [0, 8],
      [8, 16],
      [16, 24],
      [24, 25],
    ])
  })

  test('gives the mean over the windows as the clip, and the top scores only where asked', async () => {
    const source = { key: 's3://archive/25s.wav' }
    const { body } = await classify({ source, ...question })
    const { windows, clip } = body.labelSets[0]
    for (const { label, probability, similarity } of clip as Score[]) {
      const scores = windows.map((window: { scores: Score[] }) =>
        window.scores.find((one) => one.label === label),
      )
      const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length
      expect(mean(scores.map((one: Score) => one.probability))).toBeCloseTo(probability, 9)
      expect(mean(scores.map((one: Score) => one.similarity))).toBeCloseTo(similarity, 9)
    }
    const top = (await classify({ source, ...question, top: 1 })).body.labelSets[0]
    expect(top.clip).toEqual(clip.slice(0, 1))
    expect(top.windows[0].scores).toEqual(windows[0].scores.slice(0, 1))
  })

  test('answers for several label sets, stored and written out', async () => {
    await api.call('POST', '/v1/label-sets', { name: 'stored', labels: ['rain', 'wind'] })
    const { body } = await upload(
      api,
      formOf(await readFile(clipPath('tone_1s')), {
        labelSets: [{ name: 'stored' }, { name: 'mine', labels: ['siren'] }],
      }),
    )
    expect(body.labelSets.map((set: { name: string }) => set.name)).toEqual(['stored', 'mine'])
    expect(body.labelSets[1].clip).toMatchObject([{ label: 'siren', probability: 1 }])
    expect((await api.call('GET', '/v1/label-sets?name=mine')).status).toBe(404)
  })

  test('gives the same numbers as the database gives a batch', async () => {
    const pool = await api.deps.inference.get()
    const bytes = await readFile(clipPath('mixed_10s'))
    const samples = Float32Array.from(
      { length: (bytes.length - 44) / 2 },
      (_, i) => bytes.readInt16LE(44 + 2 * i) / 32_768,
    )
    const embeddings = [await pool.embed(samples)]
    const { objectId } = await storeHearing(api, { bucket: 'archive', key: 'same.wav', embeddings })
    const set = {
      name: 'same',
      template: 'a sound of {}',
      labels: ['dog', 'rain', 'speech', 'piano'],
    }
    await api.call('POST', '/v1/label-sets', set)
    const stored = (await api.call('GET', `/v1/objects/${objectId}?labelSet=same`)).body.hearings[0]
      .windows[0].scores
    const { body } = await upload(api, formOf(bytes, { labelSets: [{ name: 'same' }] }))
    const asked: Score[] = body.labelSets[0].clip
    expect(asked.map(({ label }) => label)).toEqual(stored.map((score: Score) => score.label))
    for (const [index, { probability, similarity }] of asked.entries()) {
      expect(probability).toBeCloseTo(stored[index].probability, 5)
      expect(similarity).toBeCloseTo(stored[index].similarity, 5)
    }
  })

  test('encodes a prompt once, ever', async () => {
    const set = { labelSets: [{ labels: ['never heard before'], template: '{} once' }] }
    const clip = await readFile(clipPath('tone_1s'))
    const count = async () => {
      const { rows } = await api.db.execute<{ count: number }>(sql`
        select count(*) from earmark.text_embeddings where prompt = 'never heard before once'`)
      return rows[0]?.count
    }
    expect(await count()).toBe(0)
    const first = await upload(api, formOf(clip, set))
    expect(await count()).toBe(1)
    expect((await upload(api, formOf(clip, set))).body).toEqual(first.body)
    expect(await count()).toBe(1)
  })

  test.each([
    ['flac', ['-c:a', 'flac', '-f', 'flac']],
    ['mp3', ['-c:a', 'libmp3lame', '-f', 'mp3']],
    ['ogg', ['-c:a', 'libopus', '-f', 'ogg']],
    ['m4a', ['-c:a', 'aac', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov']],
  ])('hears an uploaded %s file, whatever it is called', async (_, args) => {
    const bytes = await makeAudio('-f', 'lavfi', '-i', 'sine=440:duration=2', ...args)
    const { status, body } = await upload(api, formOf(bytes, question, 'no-extension'))
    expect(status).toBe(200)
    expect(body.durationS).toBeGreaterThan(1.9)
    expect(body.durationS).toBeLessThan(2.2)
  })

  test.each([
    ['empty', Buffer.alloc(0), 'EMPTY_OBJECT'],
    ['no audio', Buffer.from('this is a text, not audio. '.repeat(40)), 'UNDECODABLE_AUDIO'],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 'UNDECODABLE_AUDIO'],
  ])('says that an upload which is %s cannot be heard', async (_, bytes, code) => {
    const { status, body } = await upload(api, formOf(bytes, question, 'strange.wav'))
    expect(status).toBe(422)
    expect(body).toMatchObject({ code })
    expect(body.detail).toMatch(/strange\.wav/)
  })

  test('says that a video without sound has none', async () => {
    const args = ['-f', 'lavfi', '-i', 'color=c=red:s=64x64:d=1', '-c:v', 'mpeg4', '-f', 'matroska']
    const { status, body } = await upload(api, formOf(await makeAudio(...args), question))
    expect([status, body.code]).toEqual([422, 'NO_AUDIO_STREAM'])
  })

  test('refuses a file beyond 25 MB and says so, whether its length is known before or not', async () => {
    const bytes = Buffer.alloc(limitBytes + 1)
    for (const size of [limitBytes + 1, 60 * 1024 * 1024]) {
      const { status, body } = await upload(api, formOf(Buffer.alloc(size), question))
      expect(status).toBe(413)
      expect(body).toMatchObject({ code: 'TOO_LARGE', errors: [{ field: 'file' }] })
      expect(body.detail).toMatch(/25 MB/)
    }
    await put('large.wav', bytes)
    const { status, body } = await classify({
      source: { key: 's3://archive/large.wav' },
      ...question,
    })
    expect(status).toBe(413)
    expect(body.detail).toMatch(/s3:\/\/archive\/large\.wav.*25 MB/)
  })

  test('takes a file of 25 MB', async () => {
    const header = (await readFile(clipPath('tone_1s'))).subarray(0, 44)
    header.writeUInt32LE(limitBytes - 8, 4)
    header.writeUInt32LE(limitBytes - 44, 40)
    const bytes = Buffer.concat([header, Buffer.alloc(limitBytes - 44)])
    const { status, body } = await upload(api, formOf(bytes, question))
    expect(status).toBe(200)
    expect(body.durationS).toBeCloseTo((limitBytes - 44) / 2 / 48_000, 1)
  })

  test.each([
    ['an object that is not there', 's3://archive/nothing.wav', 'OBJECT_NOT_FOUND'],
    ['a bucket that is not there', 's3://no-such-bucket/a.wav', 'BUCKET_NOT_FOUND'],
  ])('says that it was asked for %s', async (_, key, code) => {
    const { status, body } = await classify({ source: { key }, ...question })
    expect(status).toBe(422)
    expect(body.code).toBe(code)
    expect(body.detail).toMatch(new URL(key).hostname)
  })

  test('refuses an object that holds no bytes', async () => {
    await put('empty.wav', Buffer.alloc(0))
    const { status, body } = await classify({
      source: { key: 's3://archive/empty.wav' },
      ...question,
    })
    expect([status, body.code]).toEqual([422, 'EMPTY_OBJECT'])
  })

  test.each([
    ['no file', () => formOf(null, question), 'file', /file is missing/],
    ['no request', (clip: Buffer) => formOf(clip, undefined), 'request', /request is missing/],
    [
      'a request that is no JSON',
      (clip: Buffer) => formOf(clip, '{"labels'),
      'body',
      /not valid JSON/,
    ],
    ['a request without label sets', (clip: Buffer) => formOf(clip, {}), 'labelSets', /missing/],
    [
      'a wrong label set',
      (clip: Buffer) => formOf(clip, { labelSets: [{ labels: [] }] }),
      'labelSets[0].labels',
      /at least one/,
    ],
    [
      'an unknown field',
      (clip: Buffer) => formOf(clip, { ...question, topp: 1 }),
      'topp',
      /no field/,
    ],
    [
      'a window beyond the model',
      (clip: Buffer) => formOf(clip, { ...question, windowS: 30 }),
      'windowS',
      /at most/,
    ],
  ])('refuses an upload with %s and names the field', async (_, form, field, message) => {
    const { status, body } = await upload(api, form(await readFile(clipPath('tone_1s'))))
    expect(status).toBe(400)
    expect(body.errors[0].field).toBe(field)
    expect(body.detail).toMatch(message)
  })

  test.each([
    [{ ...question }, 'source'],
    [{ source: { prefix: 's3://archive/' }, ...question }, 'source.key'],
    [{ source: { key: 's3://archive/' }, ...question }, 'source.key'],
    [{ source: { key: 's3://archive/a' } }, 'labelSets'],
  ])('refuses %j and names the field', async (body, field) => {
    const answer = await classify(body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].field).toBe(field)
  })

  test('refuses a form with a file under another name', async () => {
    const form = formOf(null, question)
    form.set('audio', new Blob([new Uint8Array(await readFile(clipPath('tone_1s')))]), 'a.wav')
    const { status, body } = await upload(api, form)
    expect(status).toBe(400)
    expect(body.errors[0].field).toBe('audio')
  })
})

const limitBytes = 25 * 1024 * 1024

describe('classify with a short line', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi('embedded', { limits: { atOnce: 1, waiting: 3 } })
    await api.app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => api.close())

  test('answers those beyond it with 429 and Retry-After, and goes on afterwards', async () => {
    const clip = await readFile(clipPath('mixed_10s'))
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => upload(api, formOf(clip, question))),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2)
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.body).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await upload(api, formOf(clip, question))).status).toBe(200)
  })
})
