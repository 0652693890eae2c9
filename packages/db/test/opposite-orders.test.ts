import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  completeItems,
  createBatch,
  createWatch,
  findHeardItems,
  noteWatchEvents,
  shareHearings,
  type TakenChunk,
} from '../src/index.js'
import { addLabelSet, addModel, createVectors, openArchive } from './archive.js'
import { takeTestChunk } from './test-batch.js'

const ITEMS = 100
const ROUNDS = 10

describe.each(databaseKinds())('two that write the same rows in opposite order on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  let labelSetIds: number[]
  const vectors = createVectors(3)

  beforeAll(async () => {
    archive = await openArchive(kind)
    modelId = await addModel(archive.db)
    labelSetIds = []
    for (const name of ['one', 'two']) {
      const labels = Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`${name} ${i}`, vectors.near(i)]),
      )
      labelSetIds.push((await addLabelSet(archive.db, { modelId, name, labels })).id)
    }
  })
  afterAll(() => archive.close())

  /** What was heard in a bucket: one window of each object, whose ETag is its key. */
  async function hear(bucket: string): Promise<void> {
    await archive.db.execute(sql`
      with object as (
        insert into earmark.objects (bucket, key, etag, size, duration_s)
        select ${bucket}, 'k' || n, 'k' || n || ${bucket}, 1, 10 from generate_series(1, ${ITEMS}) n returning id
      ), hearing as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
        select id, ${modelId}, 10000, 10000, 1 from object returning id
      )
      insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
      select id, 0, ${modelId}, 0, 10, ${`[${vectors.near(1).join(',')}]`}::halfvec from hearing`)
  }

  /** A batch over the copies of a bucket's objects, all of it taken by one worker. */
  async function takeAll(bucket: string, order: 'forth' | 'back'): Promise<TakenChunk> {
    const objects = Array.from({ length: ITEMS }, (_, i) => ({
      bucket: `copy of ${bucket}`,
      key: `k${i + 1}`,
      etag: `k${i + 1}${bucket}`,
      size: 1,
    }))
    const inOrder = <T>(list: T[]) => (order === 'forth' ? list : list.toReversed())
    const batchId = await createBatch(archive.db, {
      name: null,
      source: { keys: ITEMS },
      modelId,
      windowMs: 10_000,
      hopMs: 10_000,
      priority: 5,
      keepTop: null,
      apiKeyId: null,
      labelSetIds: inOrder(labelSetIds),
      objects: inOrder(objects),
    })
    return takeTestChunk(archive.db, batchId, ITEMS, order)
  }

  /** @returns how many transactions these took, repetitions counted */
  async function countTransactions(work: Promise<unknown>[]): Promise<number> {
    let transactions = 0
    const count = () => {
      transactions += 1
    }
    archive.pool.on('acquire', count)
    await Promise.all(work)
    archive.pool.off('acquire', count)
    return transactions
  }

  test('share hearings and score them, and neither waits for the other in a circle', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const bucket = `round ${round}`
      await hear(bucket)
      const chunks = [await takeAll(bucket, 'forth'), await takeAll(bucket, 'back')]
      const shared: Awaited<ReturnType<typeof shareHearings>>[] = []
      const shares = await countTransactions(
        chunks.map(async (chunk) => shared.push(await shareHearings(archive.db, chunk.id))),
      )
      expect(shares).toBe(2)
      expect(shared.map((each) => each.length)).toEqual([ITEMS, ITEMS])
      const completions = await countTransactions(
        chunks.map(async (chunk) => {
          const heard = await findHeardItems(archive.db, chunk.id)
          expect(heard).toHaveLength(ITEMS)
          await completeItems(
            archive.db,
            chunk,
            heard.map(({ seq, ...ids }) => ({ seq, outcome: { state: 'skipped', ...ids } })),
          )
        }),
      )
      // Each of the two looks first, and then ends its items.
      expect(completions).toBe(4)
    }
    const { rows } = await archive.db.execute(sql`
      select count(*) as hearings, (select count(*) from earmark.embeddings) as embeddings,
        (select count(*) from earmark.classifications) as scores from earmark.hearings`)
    const hearings = 2 * ITEMS * ROUNDS
    expect(rows).toEqual([{ hearings, embeddings: hearings, scores: (hearings / 2) * 40 }])
  })

  test('an object that a list names twice is shared once, and both items have it', async () => {
    const bucket = 'twice'
    await hear(bucket)
    const object = { bucket: 'copies', key: 'k', etag: `k1${bucket}`, size: 1 }
    const batchId = await createBatch(archive.db, {
      name: null,
      source: { keys: 2 },
      modelId,
      windowMs: 10_000,
      hopMs: 10_000,
      priority: 5,
      keepTop: null,
      apiKeyId: null,
      labelSetIds,
      objects: [object, object],
    })
    const chunk = await takeTestChunk(archive.db, batchId, 2)
    const shared = await shareHearings(archive.db, chunk.id)
    expect(shared.map(({ seq }) => seq)).toEqual([1, 2])
    expect(new Set(shared.map(({ hearingId }) => hearingId)).size).toBe(1)
  })

  test('note events of the same keys', async () => {
    const watchId = (await createWatch(archive.db, {
      name: 'w',
      source: { prefix: 's3://b/' },
      bucket: 'b',
      prefix: '',
      settings: {
        modelId,
        windowMs: 10_000,
        hopMs: 10_000,
        priority: 5,
        keepTop: null,
        labelSetIds,
      },
      everyS: null,
      cron: null,
      timeZone: null,
      apiKeyId: null,
    })) as number
    for (let round = 0; round < ROUNDS; round += 1) {
      const events = Array.from({ length: 1_000 }, (_, i) => ({
        bucket: 'b',
        key: `k${i}`,
        etag: 'e',
        size: 1,
        versionId: null,
        sequencer: String(round),
        isRemoved: false,
      }))
      const statements = await countTransactions(
        [events, events.toReversed()].map((each) => noteWatchEvents(archive.db, watchId, each)),
      )
      expect(statements).toBe(2)
    }
  })
})
