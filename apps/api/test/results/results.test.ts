import { expectClap, roundToHalf } from '@earmark/core'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const labels = ['dog', 'vacuum cleaner', 'rain']
const keys = ['a/1.wav', 'a/2%.wav', 'a/3_.wav', 'b/1.wav', 'B/1.wav', 'ä/1.wav']
const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s', 'silence_2s', 'click_100ms']

interface ResultRow {
  objectId: number
  key: string
  label: string
  labelSet: string
  labelSetVersion: number
  probability: number
}

describe.each(databaseKinds())('results on %s', (kind) => {
  let api: TestApi
  let objectIds: number[]
  let embeddings: Float32Array[]

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    embeddings = await Promise.all(clips.map(async (name) => pool.embed(await readClip(name))))
    const hearings = []
    for (const [index, key] of keys.entries()) {
      const windows = [embeddings[index]!, embeddings[(index + 1) % keys.length]!]
      hearings.push(await storeHearing(api, { bucket: 'archive', key, embeddings: windows }))
    }
    objectIds = hearings.map(({ objectId }) => objectId)
    const hearingIds = hearings.map(({ hearingId }) => hearingId)
    await scoreHearings(api, hearingIds, { name: 'house', template: 'Sound of {}', labels })
    await scoreHearings(api, hearingIds, { name: 'house', template: 'a {}', labels })
    await scoreHearings(api, hearingIds, { name: 'other', labels: ['dog', 'speech'] })
  })
  afterAll(() => api.close())

  async function list(query: string): Promise<ResultRow[]> {
    const { status, body } = await api.call('GET', `/v1/results?${query}`)
    expect(status).toBe(200)
    return body.items
  }

  test('lists the most probable first, with where and under what each was heard', async () => {
    const { body } = await api.call('GET', '/v1/results')
    expect(body.items).toHaveLength(keys.length * (3 + 3 + 2))
    const probabilities = body.items.map((row: ResultRow) => row.probability)
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a))
    expect(body.items[0]).toEqual({
      objectId: expect.any(Number),
      bucket: 'archive',
      key: expect.any(String),
      label: expect.any(String),
      labelSet: expect.any(String),
      labelSetVersion: expect.any(Number),
      probability: expect.any(Number),
      similarity: expect.any(Number),
      peakProbability: expect.any(Number),
      peakStartS: expect.any(Number),
      peakEndS: expect.any(Number),
      durationS: 20,
      windows: 2,
      model: 'clap-mini',
      modelRevision: api.deps.model.revision,
      heardAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(body.nextCursor).toBeNull()
  })

  test('says the same as the SQL view', async () => {
    const rows = await list('label=rain&labelSetVersion=2')
    const view = await api.db.execute(sql`
      select key, probability, peak_start_s as "peakStartS", peak_end_s as "peakEndS" from earmark.results
      where label = 'rain' and label_set_version = 2 order by probability desc`)
    expect(rows).toMatchObject(view.rows)
    expect(rows).toHaveLength(keys.length)
  })

  test('gives every row exactly once, whatever the size of the pages', async () => {
    const whole = await list('limit=1000')
    for (const limit of [1, 7, 24]) {
      const paged: ResultRow[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`
        const { body } = await api.call('GET', `/v1/results?limit=${limit}${query}`)
        paged.push(...body.items)
        cursor = body.nextCursor
      }
      expect(paged).toEqual(whole)
    }
  })

  test('pages through equal probabilities too', async () => {
    const equal = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        storeHearing(api, { bucket: 'equal', key: `${i}`, embeddings: [embeddings[0]!] }),
      ),
    )
    await scoreHearings(
      api,
      equal.map(({ hearingId }) => hearingId),
      { name: 'same', labels: ['a', 'b'] },
    )
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await api.call('GET', `/v1/results?labelSet=same&limit=3${cursor}`)
      seen.push(...body.items.map((row: ResultRow) => `${row.key} ${row.label}`))
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')
    expect(seen).toHaveLength(10)
    expect(new Set(seen).size).toBe(10)
  })

  test('finds a label by its name in every label set, and in one', async () => {
    const everywhere = await list('label=dog&prefix=s3://archive/')
    expect(new Set(everywhere.map((row) => `${row.labelSet} ${row.labelSetVersion}`))).toEqual(
      new Set(['house 1', 'house 2', 'other 1']),
    )
    expect(everywhere.every((row) => row.label === 'dog')).toBe(true)
    const inOne = await list('label=dog&labelSet=other')
    expect(inOne).toHaveLength(keys.length)
    // Exactly: neither another spelling nor a pattern.
    for (const label of ['Dog', 'd%25']) {
      expect((await api.call('GET', `/v1/results?label=${label}`)).status).toBe(404)
    }
  })

  test('keeps what is at least as probable, the bound included', async () => {
    const all = await list('label=rain&labelSet=house&labelSetVersion=1')
    const bound = all[2]!.probability
    const above = await list(`label=rain&labelSet=house&labelSetVersion=1&minProbability=${bound}`)
    expect(above).toEqual(all.slice(0, 3))
    expect(await list('minProbability=1e-300&limit=1')).toHaveLength(1)
  })

  test('takes a prefix as it stands, without wildcards and bytewise', async () => {
    const keysBelow = async (prefix: string) =>
      (await list(`label=rain&labelSetVersion=1&prefix=${encodeURIComponent(prefix)}`))
        .map((row) => row.key)
        .sort()
    expect(await keysBelow('s3://archive')).toEqual([...keys].sort())
    expect(await keysBelow('s3://archive/a/')).toEqual(['a/1.wav', 'a/2%.wav', 'a/3_.wav'])
    expect(await keysBelow('s3://archive/a/2%')).toEqual(['a/2%.wav'])
    expect(await keysBelow('s3://archive/a/%')).toEqual([])
    expect(await keysBelow('s3://archive/_')).toEqual([])
    expect(await keysBelow('s3://archive/B')).toEqual(['B/1.wav'])
    expect(await keysBelow('s3://archive/ä')).toEqual(['ä/1.wav'])
    expect(await keysBelow('s3://other/a/')).toEqual([])
  })

  test("keeps what a batch found: its label sets' labels in its objects", async () => {
    const { body: batch } = await api.call('POST', '/v1/batches', {
      source: { keys: [`s3://archive/${keys[0]}`, `s3://archive/${keys[3]}`] },
      labelSets: [{ name: 'house', version: 2 }],
    })
    await api.db.execute(sql`
      update earmark.items i set state = 'done', object_id = o.id, hearing_id = h.id
      from earmark.objects o join earmark.hearings h on h.object_id = o.id
      where i.batch_id = ${batch.id} and o.bucket = i.bucket and o.key = i.key`)
    const rows = await list(`batch=${batch.id}`)
    expect(rows).toHaveLength(2 * labels.length)
    expect(new Set(rows.map((row) => row.key))).toEqual(new Set([keys[0], keys[3]]))
    expect(new Set(rows.map((row) => row.labelSetVersion))).toEqual(new Set([2]))
    const items = (await api.call('GET', `/v1/batches/${batch.id}/items`)).body.items
    expect(items).toMatchObject([{ windows: 2, objectId: objectIds[0] }, { windows: 2 }])
  })

  test.each([
    ['label=%00', 'label', '\0'],
    ['label=', 'label', ''],
    ['minProbability=1.1', 'minProbability', '1.1'],
    ['minProbability=high', 'minProbability', 'high'],
    ['minProbability=NaN', 'minProbability', 'NaN'],
    ['prefix=/tmp/x', 'prefix', '/tmp/x'],
    ['prefix=s3://archive/%00', 'prefix', 's3://archive/\0'],
    ['batch=x', 'batch', 'x'],
    ['cursor=e30', 'cursor', 'e30'],
    ['cursor=WyJyZXN1bHRzIiwyLDEsMV0', 'cursor', 'WyJyZXN1bHRzIiwyLDEsMV0'],
    ['minprobability=0.9', 'minprobability', '0.9'],
  ])('refuses %s and names the field and the value', async (query, field, value) => {
    const { status, body } = await api.call('GET', `/v1/results?${query}`)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ field, value }])
  })

  test('says that a batch does not exist', async () => {
    const { status, body } = await api.call('GET', '/v1/results?batch=999999')
    expect(status).toBe(404)
    expect(body.errors).toMatchObject([{ field: 'batch', value: 999_999 }])
  })

  test('shows an object with its windows and what each label set says of it', async () => {
    const { status, body } = await api.call('GET', `/v1/objects/${objectIds[1]}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: objectIds[1],
      bucket: 'archive',
      key: 'a/2%.wav',
      etag: 'e1',
      size: 1000,
      durationS: 20,
      sampleRate: 48_000,
      channels: 1,
      heardChannel: null,
      codec: 'pcm_s16le',
    })
    const [hearing] = body.hearings
    expect(hearing).toMatchObject({ model: 'clap-mini', windowS: 10, hopS: 10 })
    expect(hearing.windows).toEqual([
      { index: 0, startS: 0, endS: 10 },
      { index: 1, startS: 10, endS: 20 },
    ])
    expect(hearing.classifications).toHaveLength(8)
    const house = hearing.classifications.slice(0, 3)
    expect(house.every((row: ResultRow) => row.labelSetVersion === 1)).toBe(true)
    const sum = house.reduce((total: number, row: ResultRow) => total + row.probability, 0)
    expect(sum).toBeCloseTo(1, 5)
  })

  test('scores the windows of an object under a label set that it was never tagged with', async () => {
    const { body: labelSet } = await api.call('POST', '/v1/label-sets', {
      name: 'new words',
      template: 'Sound of {}',
      labels: ['thunder', 'siren', 'piano', 'frog'],
    })
    const { status, body } = await api.call(
      'GET',
      `/v1/objects/${objectIds[0]}?labelSet=new+words&top=3`,
    )
    expect(status).toBe(200)
    const { windows } = body.hearings[0]
    expect(windows).toHaveLength(2)
    const pool = await api.deps.inference.get()
    const prompts = await pool.embedTexts(
      labelSet.labels.map((label: { prompts: string[] }) => label.prompts[0]),
    )
    for (const [index, window] of windows.entries()) {
      const expected = scoreByHand(
        embeddings[index]!,
        prompts,
        expectClap(api.deps.model).logitScale,
      )
      expect(window.scores).toHaveLength(3)
      for (const score of window.scores) {
        const at = labelSet.labels.findIndex(
          (label: { name: string }) => label.name === score.label,
        )
        expect(score.probability).toBeCloseTo(expected[at]!, 5)
      }
    }
  })

  test.each([
    ['/v1/objects/999999', 'id'],
    ['/v1/objects/1?labelSet=nobody', 'labelSet'],
    ['/v1/objects/1?labelSet=house&labelSetVersion=9', 'labelSet'],
  ])('answers %s with 404', async (url, field) => {
    const { status, body } = await api.call('GET', url)
    expect(status).toBe(404)
    expect(body.errors[0].field).toBe(field)
  })
})

/** Softmax of logitScale · cosine, written out once more. */
function scoreByHand(
  embedding: Float32Array,
  prompts: Float32Array[],
  logitScale: number,
): number[] {
  const stored = roundToHalf(embedding)
  const length = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
  const weights = prompts.map((prompt) => {
    const dot = stored.reduce((sum, x, i) => sum + x * prompt[i]!, 0)
    return Math.exp((logitScale * dot) / (length(stored) * length(prompt)))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
