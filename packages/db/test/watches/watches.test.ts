import { databaseKinds } from '@earmark/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createWatch,
  deleteWatch,
  getBatch,
  getWatch,
  listItems,
  listWatchSchedules,
  noteWatchEvents,
  pruneWatchEvents,
  runWatch,
  takeWatchEvents,
  type WatchEvent,
} from '../../src/index.js'
import { addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

describe.each(databaseKinds())('watches on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let settings: Parameters<typeof createWatch>[1]['settings']
  let watchId: number
  let watches = 0
  beforeAll(async () => {
    archive = await openArchive(kind)
    const modelId = await addModel(archive.db)
    const { near } = createVectors(1)
    const set = await addLabelSet(archive.db, { modelId, name: 's', labels: { dog: near(1) } })
    settings = {
      modelId,
      windowMs: 10_000,
      hopMs: 5_000,
      priority: 7,
      keepTop: null,
      webhook: { url: 'http://127.0.0.1/', secret: 'sixteen letters!' },
      reportTo: null,
      labelSetIds: [set.id],
    }
  })
  afterAll(() => archive.close())

  const create = (more: object = {}) =>
    createWatch(archive.db, {
      name: `incoming ${++watches}`,
      source: { prefix: 's3://b/in/' },
      bucket: 'b',
      prefix: 'in/',
      settings,
      everyS: 60,
      cron: null,
      timeZone: null,
      apiKeyId: null,
      ...more,
    }) as Promise<number>
  beforeEach(async () => {
    watchId = await create()
  })

  const event = (key: string, more: Partial<WatchEvent> = {}): WatchEvent => ({
    bucket: 'b',
    key,
    etag: 'e',
    size: 1,
    versionId: null,
    sequencer: '',
    isRemoved: false,
    ...more,
  })
  const note = (...events: WatchEvent[]) => noteWatchEvents(archive.db, watchId, events)
  const take = async () => {
    const keys: string[] = []
    for (const batchId of await takeWatchEvents(archive.db))
      keys.push(...(await listItems(archive.db, { batchId, limit: 100 })).map(({ key }) => key))
    return keys.sort()
  }

  test('are read back with what they ask for, and without their secret', async () => {
    const watch = await getWatch(archive.db, watchId)
    expect(watch).toMatchObject({
      id: watchId,
      source: { prefix: 's3://b/in/' },
      labelSets: [{ name: 's', version: 1 }],
      windowS: 10,
      hopS: 5,
      priority: 7,
      everyS: 60,
      webhookUrl: 'http://127.0.0.1/',
      waiting: 0,
      lastBatchId: null,
      lastRunAt: null,
    })
    expect(JSON.stringify(watch)).not.toContain('sixteen')
    expect(await create({ name: watch?.name })).toBeNull()
    expect(await listWatchSchedules(archive.db)).toContainEqual({
      watchId,
      everyS: 60,
      cron: null,
      timeZone: null,
      isOverdue: false,
    })
  })

  test('make one batch of a turn that is told twice', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => runWatch(archive.db, watchId)))
    const started = runs.filter((run) => run.kind === 'started')
    expect(started).toHaveLength(1)
    expect(await getBatch(archive.db, started[0]!.batchId)).toMatchObject({
      state: 'scanning',
      source: { prefix: 's3://b/in/' },
      priority: 7,
      hopS: 5,
      watchId,
      labelSets: [{ name: 's' }],
    })
    expect(await deleteWatch(archive.db, watchId)).toBe(true)
    expect(await runWatch(archive.db, watchId)).toEqual({ kind: 'gone' })
    expect(await deleteWatch(archive.db, watchId)).toBe(false)
    expect(await getBatch(archive.db, started[0]!.batchId)).toMatchObject({ watchId: null })
  })

  test('take every object that events name once', async () => {
    expect(await note(event('in/a'), event('in/b'))).toBe(2)
    expect(await note(event('in/a'))).toBe(0)
    expect((await getWatch(archive.db, watchId))?.waiting).toBe(2)
    expect(await take()).toEqual(['in/a', 'in/b'])
    expect(await note(event('in/a'))).toBe(0)
    expect(await take()).toEqual([])
    expect(await note(event('in/a', { etag: 'other' }))).toBe(1)
    expect(await take()).toEqual(['in/a'])
  })

  test('forget an object that was deleted before it was taken', async () => {
    await note(event('in/a', { sequencer: '01' }))
    await note(event('in/a', { sequencer: '02', isRemoved: true, etag: null }))
    expect(await take()).toEqual([])
    await note(event('in/a', { sequencer: '01' }))
    expect(await take()).toEqual([])
    await note(event('in/a', { sequencer: '03' }))
    expect(await take()).toEqual(['in/a'])
  })

  test('end the same whatever order and however often events come', async () => {
    const history = [1, 2, 3, 4].map((n) =>
      event('in/a', { sequencer: `0${n}`, isRemoved: n % 2 === 0, etag: `e${n}` }),
    )
    const orders = fc
      .tuple(fc.shuffledSubarray(history, { minLength: 4 }), fc.array(fc.constantFrom(...history)))
      .map(([all, repeated]) => [...all, ...repeated])
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        watchId = await create()
        for (const one of order) await note(one)
        expect((await getWatch(archive.db, watchId))?.waiting).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  test('forget old events that were taken, and keep those that wait', async () => {
    await note(event('in/a'))
    await take()
    await note(event('in/b'))
    expect(await pruneWatchEvents(archive.db, new Date(Date.now() - 3_600_000))).toBe(0)
    expect(await pruneWatchEvents(archive.db, new Date(Date.now() + 3_600_000))).toBeGreaterThan(0)
    expect(await take()).toEqual(['in/b'])
  })
})
