import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const keys = [
  'north/20240131_053000.wav',
  'north/20240131_180000.wav',
  'south/20240201_053000.wav',
  'south/20240231_053000.wav',
  'tape.wav',
]

describe.each(databaseKinds())('when and where, on %s', (kind) => {
  let api: TestApi
  let hearingIds: number[]

  beforeAll(async () => {
    api = await startTestApi(kind)
    const vector = new Float32Array(512).fill(1 / Math.sqrt(512))
    hearingIds = []
    for (const key of keys) {
      const heard = await storeHearing(api, { bucket: 'archive', key, embeddings: [vector] })
      hearingIds.push(heard.hearingId)
    }
    await scoreHearings(api, hearingIds, { name: 'house', labels: ['dog', 'rain'] })
  })
  afterAll(() => api.close())

  async function listKeys(path: string): Promise<string[]> {
    const { status, body } = await api.call('GET', path)
    expect(status, JSON.stringify(body)).toBe(200)
    return (body.items ?? body.hits).map(({ key }: { key: string }) => key).sort()
  }

  test('objects know it from their keys, and say so where a key names no date', async () => {
    const { body } = await api.call('GET', '/v1/objects')
    expect(
      body.items.map((one: Record<string, unknown>) => [one.key, one.recordedAt, one.recordedBy]),
    ).toEqual([
      [keys[0], '2024-01-31T05:30:00.000Z', 'key'],
      [keys[1], '2024-01-31T18:00:00.000Z', 'key'],
      [keys[2], '2024-02-01T05:30:00.000Z', 'key'],
      [keys[3], null, 'impossible'],
      [keys[4], null, null],
    ])
    expect((await api.call('GET', '/v1/recordings')).body).toEqual({
      objects: 5,
      byKey: 3,
      byTags: 0,
      impossible: 1,
      unknown: 1,
      examples: [`s3://archive/${keys[3]}`, `s3://archive/${keys[4]}`],
      isPending: false,
    })
  })

  test('a label is heard at some hour and on some day, of what was recorded then', async () => {
    const { rows } = await api.db.execute<{ id: number; modelId: number }>(
      sql`select l.id, le.model_id as "modelId" from earmark.labels l join earmark.label_embeddings le on le.label_id = l.id where l.name = 'dog'`,
    )
    const { id, modelId } = rows[0]!
    await api.db.execute(sql`
      insert into earmark.calibrations (label_id, model_id, sampled_windows, mean, stddev, percentiles, threshold)
      select ${id}, ${modelId}, 2, 0, 1, array_agg(n / 100.0), 0 from generate_series(0, 100) n`)
    await api.db.execute(sql`
      insert into earmark.detection_spans (hearing_id, label_id, first_window, last_window, peak_window, peak_similarity, mean_similarity)
      values (${hearingIds[0]}, ${id}, 0, 0, 0, 0.5, 0.5), (${hearingIds[4]}, ${id}, 0, 0, 0, 0.5, 0.5)`)
    const hours = await api.call('GET', '/v1/activity?label=dog&timeZone=Europe/Berlin')
    expect(hours.status, JSON.stringify(hours.body)).toBe(200)
    expect(hours.body).toEqual({
      items: [
        { site: null, at: '06', detections: 1, detectedS: 10, recordedS: 20 },
        { site: null, at: '19', detections: 0, detectedS: 0, recordedS: 10 },
      ],
      undated: 2,
      isCut: false,
    })
    const days = await api.call('GET', `/v1/activity?label=dog&by=date&${january}`)
    expect(days.body.items).toEqual([
      { site: null, at: '2024-01-31', detections: 1, detectedS: 10, recordedS: 20 },
    ])
    expect((await api.call('GET', '/v1/activity?label=cat')).status).toBe(404)
    expect((await api.call('GET', '/v1/activity?label=dog&timeZone=Mars')).status).toBe(400)
  })

  const january = 'recordedFrom=2024-01-31T05:30:00Z&recordedTo=2024-02-01T05:30:00Z'

  test.each(['/v1/objects?', '/v1/results?label=dog&', '/v1/search?q=rain&'])(
    '%s is asked by time, from its first moment to before its last',
    async (path) => {
      expect(await listKeys(path + january)).toEqual([keys[0], keys[1]])
      expect(await listKeys(`${path}recordedFrom=2024-02-01T06:30:00%2B01:00`)).toEqual([keys[2]])
    },
  )

  test('detections are asked by time, and what a time leaves nothing of says so', async () => {
    const detected = await listKeys('/v1/detections?label=dog')
    const [first, second] = keys
    const within = detected.filter((key: string) => key === first || key === second)
    expect(within.length).toBeGreaterThan(0)
    expect(await listKeys(`/v1/detections?label=dog&${january}`)).toEqual(within)
    const early = 'label=dog&recordedTo=1999-01-01T00:00:00Z'
    const none =
      'none of recordings that begin before 1999-01-01T00:00:00.000Z; what has no known time is in none.'
    for (const [list, what] of [
      ['results', 'results'],
      ['detections', 'detections'],
    ]) {
      const { body } = await api.call('GET', `/v1/${list}?${early}`)
      expect(body).toMatchObject({ items: [], note: `There are such ${what}, but ${none}` })
    }
    const { body } = await api.call('GET', '/v1/results?label=dog&metadata=site=Nowhere%20at%20all')
    expect(body.note).toBe(
      'There are such results, but none of recordings that have site=Nowhere at all.',
    )
  })

  test('a time that ends before it begins, or is none, is refused with both', async () => {
    const turned = 'recordedFrom=2024-02-01T00:00:00Z&recordedTo=2024-01-01T00:00:00Z'
    const { status, body } = await api.call('GET', `/v1/results?${turned}`)
    expect(status).toBe(400)
    expect(body.detail).toBe(
      'recordedTo must be after recordedFrom, 2024-02-01T00:00:00.000Z; received 2024-01-01T00:00:00.000Z.',
    )
    for (const wrong of [
      'recordedFrom=2024-02-31T00:00:00Z',
      'recordedFrom=may',
      'metadata=site',
    ]) {
      expect((await api.call('GET', `/v1/objects?${wrong}`)).status).toBe(400)
    }
  })

  test('keys are read by a rule of their own prefix, in its time zone, with fields', async () => {
    const { status, body } = await api.call('POST', '/v1/recording-rules', {
      prefix: 's3://archive/north/',
      patterns: ['{site}/{YYYY}{MM}{DD}_{hh}{mm}{ss}'],
      timeZone: 'America/New_York',
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toMatchObject({
      rule: { prefix: 's3://archive/north/', timeZone: 'America/New_York' },
      counts: { objects: 2, byKey: 2, isPending: false },
      note: null,
    })
    expect(await listKeys('/v1/objects?metadata=site=north')).toEqual([keys[0], keys[1]])
    expect(await listKeys('/v1/objects?recordedTo=2024-01-31T10:30:01Z')).toEqual([keys[0]])
    const { body: rules } = await api.call('GET', '/v1/recording-rules')
    expect(rules.items.map((rule: { prefix: string }) => rule.prefix)).toEqual([
      null,
      's3://archive/north/',
    ])
    expect((await api.call('DELETE', `/v1/recording-rules/${body.rule.id}`)).status).toBe(204)
    expect(await listKeys('/v1/objects?metadata=site=north')).toEqual([])
    expect((await api.call('DELETE', `/v1/recording-rules/${rules.items[0].id}`)).status).toBe(404)
  })

  test('a pattern that no key fits says so, with a key', async () => {
    const { body } = await api.call('POST', '/v1/recording-rules', {
      prefix: 's3://archive/south/',
      patterns: ['{YYYY}/{MM}/{DD}/{hh}{mm}'],
    })
    expect(body.note).toBe(
      `No key fits "{YYYY}/{MM}/{DD}/{hh}{mm}", of 2: s3://archive/${keys[2]} does not.`,
    )
    expect((await api.call('DELETE', `/v1/recording-rules/${body.rule.id}`)).status).toBe(204)
  })

  test.each([
    [{ patterns: ['{YYYY}{MM}{DD}'] }, 'has no {hh}, {mm}'],
    [{ patterns: ['iso', '{YYYY'] }, 'has a brace that belongs to no {name}.'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone must be one of the'],
    [{ timeZone: "UTC'; drop table earmark.objects; --" }, 'timeZone must be one of the'],
    [{ patterns: ['{YYYY}'.repeat(80)] }, 'patterns[0] must have at most 300'],
  ])('refuses %j', async (rule, why) => {
    const { status, body } = await api.call('POST', '/v1/recording-rules', rule)
    expect(status).toBe(400)
    expect(body.detail).toContain(why)
  })

  test('fields that people say are kept, found by and shown, those of unknown keys counted', async () => {
    const { status, body } = await api.call('POST', '/v1/metadata', {
      bucket: 'archive',
      rows: [
        { prefix: 'south/', fields: { site: 'South', latitude: -33.9, 'a "b"': "it's" } },
        { key: keys[4], fields: { site: 'Attic', recorder: 'Nagra' } },
        { key: 'gone.wav', fields: { site: 'Nowhere' } },
      ],
    })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toEqual({
      rows: 3,
      unknown: 1,
      examples: ['s3://archive/gone.wav'],
      isPending: false,
    })
    expect(await listKeys('/v1/results?label=dog&metadata=site=South')).toEqual([keys[2], keys[3]])
    expect(await listKeys('/v1/search?q=rain&metadata=site=Attic')).toEqual([keys[4]])
    expect(await listKeys('/v1/objects?metadata=site=Attic&metadata=recorder=Nagra')).toEqual([
      keys[4],
    ])
    expect(await listKeys('/v1/objects?metadata=site=Attic&metadata=recorder=x')).toEqual([])
    expect(await listKeys(`/v1/objects?metadata=${encodeURIComponent('a "b"=it\'s')}`)).toEqual([
      keys[2],
      keys[3],
    ])
    const { rows } = await api.db.execute(
      sql`select site, latitude from earmark.objects_info where key = ${keys[2]}`,
    )
    expect(rows).toEqual([{ site: 'South', latitude: -33.9 }])
  })

  test.each([
    [{ key: 'a', prefix: 'b', fields: {} }, 'must have a key or a prefix, and not both'],
    [{ key: 'a', fields: { latitude: 91 } }, 'must be degrees from -90 to 90'],
    [{ key: 'a', fields: { x: 'a\0b' } }, 'must not contain NUL'],
    [{ key: 'a', fields: { x: '\ud83d' } }, 'half a character'],
    [{ key: 'a', fields: { x: { y: 1 } } }, 'fields.x'],
  ])('of rows of which one is wrong, none is kept: %j', async (row, why) => {
    const good = { key: keys[0], fields: { kept: 'yes' } }
    const { status, body } = await api.call('POST', '/v1/metadata', {
      bucket: 'archive',
      rows: [good, row],
    })
    expect(status).toBe(400)
    expect(body.detail).toContain('rows[1]')
    expect(body.detail).toContain(why)
    expect(await listKeys('/v1/objects?metadata=kept=yes')).toEqual([])
  })

  test('a key that is said twice is refused, since nothing says which is meant', async () => {
    const rows = [1, 2].map((n) => ({ key: 'a', fields: { n } }))
    const { status, body } = await api.call('POST', '/v1/metadata', { bucket: 'archive', rows })
    expect(status).toBe(400)
    expect(body.detail).toBe('rows[1] says something of the key "a" again, as rows[0] does.')
  })

  test('a hundred thousand rows are kept at once', { timeout: 120_000 }, async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({
      key: `many/${i}.wav`,
      fields: { site: `s${i % 7}`, latitude: 1.5 },
    }))
    const { status, body } = await api.call('POST', '/v1/metadata', { bucket: 'many', rows })
    expect(status, JSON.stringify(body).slice(0, 500)).toBe(200)
    expect(body).toMatchObject({ rows: 100_000, unknown: 100_000 })
  })
})
