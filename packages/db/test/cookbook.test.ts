import { readFileSync } from 'node:fs'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calibrateLabelSet, saveTextEmbeddings } from '../src/index.js'
import { scoreHearings } from '../src/queries/hearings/score-hearings.js'
import { annotate } from './annotate.js'
import {
  addHearing,
  addLabelSet,
  addModel,
  createVectors,
  normalise,
  openArchive,
} from './archive.js'

const cookbook = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8')
const queries = [...cookbook.matchAll(/^(\d+)\\\. (.+)\n\n```sql\n([\s\S]+?)```/gm)].map(
  ([, number, title, query]) => ({ number: Number(number), title: title!, query: query! }),
)

const SOUNDS = { dog: 0, rain: 1, bird: 2, speech: 3 }
const NOTHING = [4, 5, 6, 7, 8]

describe.each(databaseKinds())('the cookbook on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  const vectors = createVectors(29)
  const { dog, rain, bird, speech } = SOUNDS
  const between = (a: number, b: number, share = 0.5) => {
    const other = vectors.near(b, 0.3)
    return normalise(
      vectors.near(a, 0.3).map((value, i) => (1 - share) * value + share * other[i]!),
    )
  }

  beforeAll(async () => {
    archive = await openArchive(kind)
    const { db } = archive
    const old = await addModel(db, 'clap-old')
    const modelId = await addModel(db, 'clap')
    const words = (turn = 0) =>
      Object.fromEntries(
        Object.keys(SOUNDS).map((name, i, names) => [
          name,
          vectors.near((i + turn) % names.length, 0.2),
        ]),
      )
    const sounds = await addLabelSet(db, { modelId, name: 'sounds', labels: words() })
    // The second version has the labels' vectors one place further.
    const turned = await addLabelSet(db, { modelId, name: 'sounds', labels: words(1) })
    const weather = await addLabelSet(db, {
      modelId,
      name: 'weather',
      labels: { rain: vectors.near(rain, 0.2), dry: vectors.near(bird, 0.2) },
    })
    await db.execute(sql`
      insert into earmark.label_embeddings (label_id, model_id, embedding)
      select l.id, ${old}, other.embedding from earmark.labels l
      join earmark.labels next on next.label_set_id = l.label_set_id and next.position = (l.position + 1) % 4
      join earmark.label_embeddings other on other.label_id = next.id
      where l.label_set_id = ${sounds.id}`)
    for (let i = 0; i < 120; i += 1) {
      await addHearing(db, {
        modelId,
        bucket: 'field',
        key: `background/${i}.wav`,
        windows: [
          vectors.near(NOTHING[i % NOTHING.length]!),
          vectors.near(NOTHING[(i + 1) % NOTHING.length]!),
        ],
      })
    }
    await calibrateLabelSet(db, { labelSetId: sounds.id, modelId, threshold: { z: 4 } })
    const heard: Record<string, Float32Array[]> = {
      'site-a/2025-03-14T05-00-00.wav': [
        vectors.near(rain),
        vectors.near(rain),
        vectors.near(bird),
      ],
      'site-a/2025-03-14T05-59-55.wav': [vectors.near(bird), vectors.near(bird, 0.3)],
      'site-a/2025-04-01T22-10-00.wav': [between(dog, rain), vectors.near(dog), vectors.near(5)],
      'site-b/2025-04-02T06-00-00.wav': [vectors.near(dog), vectors.near(speech)],
      'site-b/2025-04-03T06-00-00.wav': [
        between(bird, rain, 0.52),
        between(bird, rain, 0.48),
        vectors.near(rain),
      ],
      'site-b/2025-04-04T12-00-00.wav': [vectors.near(6), vectors.near(7)],
    }
    const hearingIds = []
    for (const [key, windows] of Object.entries(heard)) {
      hearingIds.push((await addHearing(db, { modelId, bucket: 'field', key, windows })).hearingId)
      hearingIds.push(
        (await addHearing(db, { modelId: old, bucket: 'field', key, windows })).hearingId,
      )
    }
    await scoreHearings(db, { hearingIds, labelSetId: sounds.id, keepTop: null })
    const byNewModel = hearingIds.filter((_, i) => i % 2 === 0)
    for (const { id } of [turned, weather]) {
      await scoreHearings(db, { hearingIds: byNewModel, labelSetId: id, keepTop: null })
    }
    await annotate(db, {
      hearingId: hearingIds[0]!,
      labelId: sounds.labelIds.rain!,
      verdict: 'right',
      saidBy: 'ann',
    })
    await annotate(db, {
      hearingId: hearingIds[2]!,
      labelId: sounds.labelIds.bird!,
      verdict: 'wrong',
      saidBy: 'ann',
    })
    await saveTextEmbeddings(
      db,
      modelId,
      new Map([
        ['This is a sound of rain.', vectors.near(rain, 0.2)],
        ['This is a sound of a dog.', vectors.near(dog, 0.2)],
      ]),
    )
    await db.execute(sql`
      with batch as (
        insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms, items_found)
        values ('field', 'running', '{}', ${modelId}, 10000, 10000, 8) returning id
      ), counters as (
        insert into earmark.batch_counters (batch_id, shard, done, failed) select id, 0, 6, 1 from batch
      )
      insert into earmark.items (batch_id, seq, bucket, key, state, code, message)
      select id, 7, 'field', 'site-b/empty.wav', 'failed', 'EMPTY_OBJECT', 'no bytes' from batch`)
    // What hears last is the model that is asked by default.
    await db.execute(
      sql`select setval(pg_get_serial_sequence('earmark.hearings', 'id'), max(id)) from earmark.hearings`,
    )
    await addHearing(db, { modelId, bucket: 'field', key: 'last.wav', windows: [vectors.near(8)] })
  })
  afterAll(() => archive.close())

  async function runAsReader(query: string): Promise<Record<string, unknown>[]> {
    const client = await archive.pool.connect()
    try {
      await client.query('begin')
      await client.query('set local role earmark_reader')
      return (await client.query<Record<string, unknown>>(query)).rows
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  const runNumber = (number: number) =>
    runAsReader(queries.find((query) => query.number === number)!.query)

  test('has twenty queries', () => {
    expect(queries.map(({ number }) => number)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1))
  })

  test.each(queries)('$number answers a reader: $title', async ({ query }) => {
    expect((await runAsReader(query)).length).toBeGreaterThan(0)
  })

  test('a dog and no speech is the dog in the rain', async () => {
    expect(await runNumber(5)).toEqual([{ key: 'site-a/2025-04-01T22-10-00.wav' }])
  })

  test('a dog while it rains is where both overlap', async () => {
    expect(await runNumber(6)).toEqual([
      { key: 'site-a/2025-04-01T22-10-00.wav', from_s: 0, to_s: 10 },
    ])
  })

  test('the rainiest hour of March is that of the rainy recording', async () => {
    const [march] = await runNumber(9)
    expect(march).toMatchObject({ rain_s: 20 })
  })

  test('the object that is neither is a winner that means nothing', async () => {
    const keys = (await runNumber(13)).map((row) => row.key)
    expect(keys).toContain('site-b/2025-04-04T12-00-00.wav')
    expect(keys).not.toContain('site-a/2025-03-14T05-00-00.wav')
  })

  test('a batch tells when it will have finished', async () => {
    expect(await runNumber(19)).toMatchObject([
      { name: 'field', finished: 7, found: 8, finished_by: expect.any(Date) },
    ])
  })
})
