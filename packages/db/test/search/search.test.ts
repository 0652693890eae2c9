import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  buildSearchIndex,
  dropSearchIndex,
  findSimilarObjects,
  getSearchIndex,
  type SearchFilter,
  searchObjects,
  searchWindows,
} from '../../src/index.js'
import { scoreHearings } from '../../src/queries/hearings/score-hearings.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

/** Most in one folder, so that a search through the index alone would find too few of the others. */
const OBJECTS = 600
const KINDS = 12

describe.each(databaseKinds())('search on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  let batchId: number
  const vectors = createVectors(3)
  const heard: { objectId: number; hearingId: number; key: string; windows: Float32Array[] }[] = []

  beforeAll(async () => {
    archive = await openArchive(kind)
    modelId = await addModel(archive.db)
    for (let i = 0; i < OBJECTS; i += 1) {
      const windows = Array.from({ length: 1 + (i % 3) }, () => vectors.near(i % KINDS, 0.8))
      const key = `${i % 50 === 0 ? 'rare' : 'common'}/${i}.flac`
      heard.push({ key, windows, ...(await addHearing(archive.db, { modelId, key, windows })) })
    }
    const { rows } = await archive.db.execute<{ id: number }>(sql`
      with batch as (
        insert into earmark.batches (source, model_id, window_ms, hop_ms) values ('{}', ${modelId}, 10000, 10000) returning id
      ), items as (
        insert into earmark.items (batch_id, seq, bucket, key, state, hearing_id)
        select batch.id, h.id, 'b', h.id::text, 'done', h.id from batch, earmark.hearings h where h.id % 40 = 0
      )
      select id from batch`)
    batchId = rows[0]!.id
    const set = await addLabelSet(archive.db, {
      modelId,
      name: 'sounds',
      labels: { dog: vectors.near(2, 0.5), rain: vectors.near(5, 0.5) },
    })
    await scoreHearings(archive.db, {
      hearingIds: heard.map(({ hearingId }) => hearingId),
      labelSetId: set.id,
      keepTop: null,
    })
    await archive.db.execute(sql`analyze`)
  })
  afterAll(() => archive.close())

  const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i]!, 0)

  function nearest(query: Float32Array, of = heard) {
    return of
      .flatMap(({ hearingId, windows }) =>
        windows.map((window, windowIndex) => ({
          hearingId,
          windowIndex,
          similarity: cosine(query, window),
        })),
      )
      .sort((a, b) => b.similarity - a.similarity)
  }

  const place = (hit: { hearingId: number; windowIndex: number }) =>
    `${hit.hearingId}/${hit.windowIndex}`

  test('without an index every window is compared, and the result says so', async () => {
    const query = vectors.near(4, 0.3)
    const { method, hits } = await searchWindows(archive.db, {
      embedding: query,
      modelId,
      limit: 10,
    })
    expect(method).toBe('exact')
    expect(hits.map(place)).toEqual(nearest(query).slice(0, 10).map(place))
    expect(hits[0]!.similarity).toBeCloseTo(nearest(query)[0]!.similarity, 3)
  })

  test('the index is built and dropped beside running work, and search says whether it used it', async () => {
    expect(await buildSearchIndex(archive.pool, { modelId })).toMatchObject({
      state: 'none',
      sizeBytes: 0,
      windows: 1200,
    })
    expect(await buildSearchIndex(archive.pool, { modelId, minWindows: 0 })).toMatchObject({
      state: 'ready',
      progress: null,
    })
    expect(await buildSearchIndex(archive.pool, { modelId, minWindows: 0 })).toMatchObject({
      state: 'ready',
    })
    const query = vectors.near(4, 0.3)
    const { method, hits } = await searchWindows(archive.db, {
      embedding: query,
      modelId,
      limit: 10,
    })
    expect(method).toBe('index')
    const exact = new Set(nearest(query).slice(0, 10).map(place))
    expect(hits.filter((hit) => exact.has(place(hit))).length).toBeGreaterThanOrEqual(9)
    const asked = await searchWindows(archive.db, {
      embedding: query,
      modelId,
      limit: 10,
      isExact: true,
    })
    expect(asked.method).toBe('exact')
    await dropSearchIndex(archive.pool, { modelId })
    expect(await getSearchIndex(archive.db, modelId)).toMatchObject({ state: 'none' })
    await buildSearchIndex(archive.pool, { modelId, minWindows: 0 })
  })

  test('the index is built where more memory is asked for than the processes of Postgres can share', async () => {
    await dropSearchIndex(archive.pool, { modelId })
    // A table of this size is otherwise built by one process.
    await archive.db.execute(sql`alter table earmark.embeddings set (parallel_workers = 2)`)
    try {
      expect(
        await buildSearchIndex(archive.pool, { modelId, minWindows: 0, memoryBytes: 2 ** 60 }),
      ).toMatchObject({ state: 'ready' })
      const { rows } = await archive.db.execute(sql`
        select setting = reset_val as "isReset" from pg_settings
        where name in ('maintenance_work_mem', 'max_parallel_maintenance_workers', 'statement_timeout')`)
      expect(rows).toEqual([{ isReset: true }, { isReset: true }, { isReset: true }])
    } finally {
      await archive.db.execute(sql`alter table earmark.embeddings reset (parallel_workers)`)
    }
  })

  const inBatch = (row: { hearingId: number }) => row.hearingId % 40 === 0
  test.each<[string, () => SearchFilter, (row: (typeof heard)[number]) => boolean]>([
    ['a prefix', () => ({ bucket: 'b', keyPrefix: 'rare/' }), (row) => row.key.startsWith('rare/')],
    ['another bucket', () => ({ bucket: 'c' }), () => false],
    ['a batch', () => ({ batchId }), inBatch],
    [
      'a duration',
      () => ({ minDurationS: 15, maxDurationS: 25 }),
      (row) => row.windows.length === 2,
    ],
    [
      'a batch and a prefix',
      () => ({ batchId, keyPrefix: 'common/' }),
      (row) => inBatch(row) && row.key.startsWith('common/'),
    ],
  ])('a search within %s fills its limit with the nearest of these', async (_, filter, passes) => {
    const query = vectors.near(7, 0.3)
    const expected = nearest(query, heard.filter(passes)).slice(0, 8)
    const { hits } = await searchWindows(archive.db, {
      embedding: query,
      modelId,
      limit: 8,
      filter: filter(),
    })
    expect(hits.map(place)).toEqual(expected.map(place))
  })

  test('a search within a label and its probability finds only objects classified so', async () => {
    const filter = { label: 'dog', minProbability: 0.8 }
    const { rows } = await archive.db.execute<{ hearing_id: number }>(sql`
      select hearing_id from earmark.results where label = 'dog' and probability >= 0.8::real`)
    const classified = new Set(rows.map((row) => row.hearing_id))
    expect(classified.size).toBeGreaterThan(10)
    const query = vectors.near(5, 0.3)
    const { hits } = await searchWindows(archive.db, {
      embedding: query,
      modelId,
      limit: 15,
      filter,
    })
    const expected = nearest(
      query,
      heard.filter((row) => classified.has(row.hearingId)),
    )
    expect(hits.map(place)).toEqual(expected.slice(0, 15).map(place))
    const none = await searchWindows(archive.db, {
      embedding: query,
      modelId,
      limit: 5,
      filter: { label: 'no such label' },
    })
    expect(none.hits).toEqual([])
  })

  test('where the index scan ends before the limit is filled, every window that passes is compared', async () => {
    await archive.db.execute(
      sql`alter function earmark.run_index_search set hnsw.max_scan_tuples = 1`,
    )
    await archive.db.execute(sql`alter function earmark.run_index_search set hnsw.ef_search = 10`)
    try {
      const query = vectors.near(7, 0.3)
      const filter = { exceptObjectId: heard[0]!.objectId }
      const { method, hits } = await searchWindows(archive.db, {
        embedding: query,
        modelId,
        limit: 300,
        filter,
      })
      expect(method).toBe('exact_filtered')
      expect(hits).toHaveLength(300)
    } finally {
      await archive.db.execute(
        sql`alter function earmark.run_index_search set hnsw.max_scan_tuples = 20000`,
      )
      await archive.db.execute(
        sql`alter function earmark.run_index_search set hnsw.ef_search = 400`,
      )
    }
  })

  test('hits are objects, each once, with their best moments', async () => {
    const query = vectors.near(2, 0.3)
    const { hits } = await searchObjects(archive.db, { embedding: query, modelId, limit: 12 })
    expect(hits).toHaveLength(12)
    expect(new Set(hits.map((hit) => hit.objectId)).size).toBe(12)
    for (const hit of hits) {
      const { windows } = heard.find((row) => row.objectId === hit.objectId)!
      const moments = windows
        .map((window, index) => ({ index, similarity: cosine(query, window) }))
        .sort((a, b) => b.similarity - a.similarity)
      expect(hit.moments.map((moment) => moment.index)).toEqual(
        moments.map((moment) => moment.index),
      )
      expect(hit.moments[0]!.startS).toBe(10 * moments[0]!.index)
      expect(hit.similarity).toBe(hit.moments[0]!.similarity)
    }
    expect(hits.map((hit) => hit.similarity)).toEqual(
      hits.map((hit) => hit.similarity).sort((a, b) => b - a),
    )
  })

  test('an archive with fewer objects than asked for gives all of them', async () => {
    const filter = { bucket: 'b', keyPrefix: 'rare/' }
    const { hits } = await searchObjects(archive.db, {
      embedding: vectors.near(1),
      modelId,
      limit: 100,
      filter,
    })
    expect(hits).toHaveLength(OBJECTS / 50)
  })

  test('objects similar to one sound like it, and it is not among them', async () => {
    const { objectId } = heard[26]!
    const found = await findSimilarObjects(archive.db, { objectId, limit: 10 })
    expect(found?.modelId).toBe(modelId)
    expect(found?.hits).toHaveLength(10)
    for (const hit of found!.hits) {
      expect(hit.objectId).not.toBe(objectId)
      expect(heard.findIndex((row) => row.objectId === hit.objectId) % KINDS).toBe(26 % KINDS)
    }
    const moment = await findSimilarObjects(archive.db, { objectId, windowIndex: 1, limit: 3 })
    expect(moment?.hits).toHaveLength(3)
    expect(await findSimilarObjects(archive.db, { objectId, windowIndex: 99, limit: 3 })).toBeNull()
    expect(await findSimilarObjects(archive.db, { objectId: 99_999, limit: 3 })).toBeNull()
  })

  test('a model that has heard nothing finds nothing', async () => {
    const other = await addModel(archive.db, 'deaf')
    expect(
      (await searchWindows(archive.db, { embedding: vectors.near(1), modelId: other, limit: 5 }))
        .hits,
    ).toEqual([])
  })

  test('search leaves the session’s settings as they were', async () => {
    await archive.db.transaction(async (tx) => {
      const read = () =>
        tx.execute(
          sql`select current_setting('enable_seqscan') as seqscan, current_setting('hnsw.ef_search', true) as ef`,
        )
      const before = await read()
      await searchWindows(tx, { embedding: vectors.near(1), modelId, limit: 5 })
      expect((await read()).rows).toEqual(before.rows)
    })
  })
})
