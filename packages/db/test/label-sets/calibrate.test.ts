import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  calibrateLabelSet,
  claimRetagChunk,
  completeRetagChunk,
  createRetagging,
  listDetections,
} from '../../src/index.js'
import { scoreHearings } from '../../src/queries/hearings/score-hearings.js'
import {
  addHearing,
  addLabelSet,
  addModel,
  createVectors,
  normalise,
  openArchive,
} from '../archive.js'

const DOG = 0
const RAIN = 1
const BACKGROUND = [2, 3, 4, 5, 6, 7]

describe.each(databaseKinds())('calibration on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  const vectors = createVectors(11)

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await archive.db.execute(
      sql`truncate earmark.objects, earmark.models, earmark.label_sets restart identity cascade`,
    )
    modelId = await addModel(archive.db)
    for (let i = 0; i < 150; i += 1) {
      const windows = [0, 1].map((w) => vectors.near(BACKGROUND[(i + w) % BACKGROUND.length]!))
      await hear(`background/${i}`, windows)
    }
  })

  const hear = async (key: string, windows: Float32Array[]) =>
    (await addHearing(archive.db, { modelId, key, windows })).hearingId
  const addSounds = () =>
    addLabelSet(archive.db, {
      modelId,
      name: 'sounds',
      labels: { dog: vectors.near(DOG, 0.3), rain: vectors.near(RAIN, 0.3) },
    })
  const both = () => {
    const dog = vectors.near(DOG)
    const rain = vectors.near(RAIN)
    return normalise(dog.map((value, i) => value + rain[i]!))
  }
  const detect = async (labelSetId: number) => {
    const { id } = await createRetagging(archive.db, {
      labelSetId,
      modelId,
      scope: { scope: 'all' },
      keepTop: null,
      task: 'detect',
    })
    for (;;) {
      const chunk = await claimRetagChunk(archive.db, id)
      if (!chunk) return
      await completeRetagChunk(archive.db, chunk)
    }
  }
  const spans = async (filter = {}) => {
    const { items } = await listDetections(archive.db, { filter, limit: 100 })
    return items.map(({ key, label, startS, endS }) => [key, label, startS, endS])
  }

  test('softmax names a winner for sounds that are neither; detections do not', async () => {
    const { id: labelSetId } = await addSounds()
    const engine = await hear('engine', [vectors.near(2)])
    await scoreHearings(archive.db, { hearingIds: [engine], labelSetId, keepTop: null })
    const { rows } = await archive.db.execute<{ probability: number }>(sql`
      select probability from earmark.top_labels where key = 'engine'`)
    expect(rows[0]!.probability).toBeGreaterThan(0.5)
    await calibrateLabelSet(archive.db, { labelSetId, modelId, threshold: { z: 4 } })
    await detect(labelSetId)
    expect(await spans()).toEqual([])
  })

  test('several labels hold at once, or one, or none, and touching windows are one detection', async () => {
    const { id: labelSetId } = await addSounds()
    await calibrateLabelSet(archive.db, { labelSetId, modelId, threshold: { z: 4 } })
    const dog = () => vectors.near(DOG)
    await hear('dog twice', [dog(), dog(), vectors.near(3), dog()])
    await hear('dog in the rain', [both(), vectors.near(RAIN), vectors.near(4)])
    await hear('neither', [vectors.near(5), vectors.near(6)])
    await detect(labelSetId)
    expect(await spans()).toEqual([
      ['dog twice', 'dog', 0, 20],
      ['dog twice', 'dog', 30, 40],
      ['dog in the rain', 'dog', 0, 10],
      ['dog in the rain', 'rain', 0, 20],
    ])
    expect(await spans({ label: 'rain' })).toHaveLength(1)
    expect(await spans({ keyPrefix: 'dog t' })).toHaveLength(2)
    expect(await spans({ minZ: 1000 })).toEqual([])
  })

  test('what is heard after calibration has its detections at once', async () => {
    const { id: labelSetId } = await addSounds()
    await calibrateLabelSet(archive.db, { labelSetId, modelId, threshold: { z: 4 } })
    const hearingId = await hear('late dog', [vectors.near(3), vectors.near(DOG)])
    await scoreHearings(archive.db, { hearingIds: [hearingId], labelSetId, keepTop: null })
    const { items } = await listDetections(archive.db, { filter: {}, limit: 10 })
    expect(items).toMatchObject([
      { key: 'late dog', label: 'dog', startS: 10, endS: 20, peakStartS: 10, percentile: 100 },
    ])
    expect(items[0]!.zScore).toBeGreaterThan(4)
  })

  test('the figures are those of the sampled windows, and the same each time', async () => {
    const { id: labelSetId } = await addSounds()
    const first = await calibrateLabelSet(archive.db, { labelSetId, modelId })
    const { rows } = await archive.db.execute<{
      name: string
      mean: number
      stddev: number
      median: number
    }>(sql`
      select l.name, avg(s) as mean, stddev(s) as stddev, percentile_cont(0.5) within group (order by s) as median
      from earmark.labels l join earmark.label_embeddings le on le.label_id = l.id
      cross join earmark.embeddings e cross join lateral (select 1 - (e.embedding::vector <=> le.embedding) as s) s
      group by l.id order by l.position`)
    for (const [i, row] of rows.entries()) {
      expect(first[i]).toMatchObject({ label: row.name, sampledWindows: 300 })
      expect(first[i]!.mean).toBeCloseTo(row.mean, 10)
      expect(first[i]!.stddev).toBeCloseTo(row.stddev, 10)
      expect(first[i]!.threshold).toBeCloseTo(row.mean + 3 * row.stddev, 10)
    }
    const sampled = await calibrateLabelSet(archive.db, {
      labelSetId,
      modelId,
      sampleWindows: 100,
      threshold: { percentile: 50 },
    })
    expect(sampled[0]!.sampledWindows).toBeGreaterThan(60)
    expect(sampled[0]!.sampledWindows).toBeLessThan(140)
    expect(
      await calibrateLabelSet(archive.db, {
        labelSetId,
        modelId,
        sampleWindows: 100,
        threshold: { percentile: 50 },
      }),
    ).toEqual(sampled)
    const whole = await calibrateLabelSet(archive.db, {
      labelSetId,
      modelId,
      threshold: { percentile: 50 },
    })
    expect(whole[0]!.threshold).toBeCloseTo(rows[0]!.median, 10)
  })

  test('calibrating anew removes the detections of the old thresholds', async () => {
    const { id: labelSetId } = await addSounds()
    await hear('dog', [vectors.near(DOG)])
    await calibrateLabelSet(archive.db, { labelSetId, modelId, threshold: { z: 4 } })
    await detect(labelSetId)
    expect(await spans()).toEqual([['dog', 'dog', 0, 10]])
    await calibrateLabelSet(archive.db, { labelSetId, modelId, threshold: { z: 50 } })
    expect(await spans()).toEqual([])
    await detect(labelSetId)
    expect(await spans()).toEqual([])
  })

  test('a background label is calibrated but never detected', async () => {
    const { id: labelSetId } = await addLabelSet(archive.db, {
      modelId,
      name: 'sounds',
      labels: { dog: vectors.near(DOG), nothing: vectors.near(2) },
    })
    await archive.db.execute(
      sql`update earmark.labels set is_background = true where name = 'nothing'`,
    )
    const calibrations = await calibrateLabelSet(archive.db, {
      labelSetId,
      modelId,
      threshold: { percentile: 50 },
    })
    expect(calibrations.map(({ label }) => label)).toEqual(['dog', 'nothing'])
    await detect(labelSetId)
    const { items } = await listDetections(archive.db, { filter: {}, limit: 1000 })
    expect(new Set(items.map(({ label }) => label))).toEqual(new Set(['dog']))
  })

  test('pages of detections follow each other without a gap or a double', async () => {
    const { id: labelSetId } = await addSounds()
    await calibrateLabelSet(archive.db, { labelSetId, modelId, threshold: { percentile: 80 } })
    await detect(labelSetId)
    const { items: all } = await listDetections(archive.db, { filter: {}, limit: 1000 })
    expect(all.length).toBeGreaterThan(20)
    const paged = []
    for (let after: Awaited<ReturnType<typeof listDetections>>['next'] | undefined; ; ) {
      const page = await listDetections(archive.db, {
        filter: {},
        ...(after && { after }),
        limit: 7,
      })
      paged.push(...page.items)
      if (!page.next) break
      after = page.next
    }
    expect(paged).toEqual(all)
  })

  test('a model that has heard nothing gives no calibration', async () => {
    const deaf = await addModel(archive.db, 'deaf')
    const { id } = await addLabelSet(archive.db, {
      modelId: deaf,
      name: 'deaf',
      labels: { dog: vectors.near(DOG) },
    })
    expect(await calibrateLabelSet(archive.db, { labelSetId: id, modelId: deaf })).toEqual([])
  })
})
