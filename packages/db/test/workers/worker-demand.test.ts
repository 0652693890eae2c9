import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  cancelBatch,
  createRetagging,
  createWatch,
  failItems,
  finishBatches,
  finishScan,
  noteWatchEvents,
  pauseBatch,
} from '../../src/index.js'
import { addModel, openArchive } from '../archive.js'
import { createTestBatch, MODEL_ID, takeTestChunk } from '../test-batch.js'

describe.each(databaseKinds())('the view worker_demand on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await archive.db.execute(sql`
      truncate earmark.batches, earmark.models, earmark.label_sets, earmark.watches restart identity cascade`)
  })

  async function readDemand() {
    const { rows } = await archive.db.execute<Record<string, unknown>>(sql`
      select model, items, batches, retaggings, deliveries, watches, demand from earmark.worker_demand order by model_id`)
    return rows
  }
  const nothing = {
    model: 'm',
    items: 0,
    batches: 0,
    retaggings: 0,
    deliveries: 0,
    watches: 0,
    demand: 0,
  }

  test('counts what is not finished, until it is', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 3)
    await addModel(db, 'other')
    const waiting = { ...nothing, items: 3, batches: 1, demand: 3 }
    expect(await readDemand()).toEqual([waiting, { ...nothing, model: 'other' }])
    const chunk = await takeTestChunk(db, batchId, 3)
    expect((await readDemand())[0]).toEqual(waiting)
    const [first, ...others] = chunk.items.map(({ seq }) => ({
      seq,
      code: 'EMPTY_OBJECT',
      message: 'no bytes',
    }))
    await failItems(db, chunk, [first!])
    expect((await readDemand())[0]).toEqual({ ...nothing, items: 2, batches: 1, demand: 2 })
    await failItems(db, chunk, others)
    // Somebody has to scan the rest, and to end it.
    expect((await readDemand())[0]).toEqual({ ...nothing, batches: 1, demand: 1 })
    await finishScan(db, batchId)
    await finishBatches(db)
    expect(await readDemand()).toEqual([nothing, { ...nothing, model: 'other' }])
  })

  test('a batch that is scanned or cancelled needs a worker, a paused one does not', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 0)
    expect((await readDemand())[0]).toMatchObject({ items: 0, demand: 1 })
    await pauseBatch(db, batchId)
    expect((await readDemand())[0]).toEqual(nothing)
    await db.execute(sql`update earmark.batches set probe_bucket = 'b', probe_at = now()`)
    expect((await readDemand())[0]).toMatchObject({ batches: 1, demand: 1 })
    await cancelBatch(db, batchId)
    expect((await readDemand())[0]).toMatchObject({ items: 0, demand: 1 })
  })

  test('webhooks that are due, re-taggings and events of a bucket need one as well', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 0)
    await db.execute(sql`update earmark.batches set state = 'completed'`)
    await db.execute(
      sql`insert into earmark.deliveries (batch_id, kind) values (${batchId}, 'webhook')`,
    )
    expect((await readDemand())[0]).toMatchObject({ deliveries: 1, demand: 1 })
    await db.execute(sql`update earmark.deliveries set due_at = now() + interval '1 hour'`)
    expect((await readDemand())[0]).toEqual(nothing)

    const { id } = await createRetagging(db, {
      labelSetId: 1,
      modelId: MODEL_ID,
      scope: { scope: 'all' },
      keepTop: null,
    })
    await db.execute(sql`update earmark.retaggings set state = 'running' where id = ${id}`)
    expect((await readDemand())[0]).toMatchObject({ retaggings: 1, demand: 1 })
    await db.execute(sql`delete from earmark.retaggings`)

    const watchId = await createWatch(db, {
      name: 'w',
      source: {},
      bucket: 'b',
      prefix: '',
      settings: { modelId: MODEL_ID, labelSetIds: [] } as never,
      everyS: null,
      cron: null,
      timeZone: null,
      apiKeyId: null,
    })
    expect((await readDemand())[0]).toEqual(nothing)
    await noteWatchEvents(db, watchId!, [
      {
        bucket: 'b',
        key: 'k',
        etag: 'e',
        size: 1,
        versionId: null,
        sequencer: '1',
        isRemoved: false,
      },
    ])
    expect((await readDemand())[0]).toMatchObject({ watches: 1, demand: 1 })
  })

  test('reads no item, however many there are', async () => {
    const { rows } = await archive.db.execute<{ 'QUERY PLAN': string }>(
      sql`explain select sum(demand) from earmark.worker_demand where model = 'm'`,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).not.toMatch(/ items/)
    expect(plan).toContain('batch_counters')
  })
})
