import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  listAnsweredWindows,
  listAnswersOfObjects,
  listPeaks,
  listReviewScope,
  sampleWindows,
  scoreMoments,
  summariseAnswers,
} from '../../src/index.js'
import { scoreHearings } from '../../src/queries/hearings/score-hearings.js'
import { annotate } from '../annotate.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

type Place = { hearingId: number; windowIndex: number }

describe.each(databaseKinds())('moments to listen to on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  let set: Awaited<ReturnType<typeof addLabelSet>>
  let next: Awaited<ReturnType<typeof addLabelSet>>
  const heard: Awaited<ReturnType<typeof addHearing>>[] = []
  const { near } = createVectors(3)

  beforeAll(async () => {
    archive = await openArchive(kind)
    const { db } = archive
    modelId = await addModel(db)
    const labels = { dog: near(0, 0.1), bell: near(1, 0.1), rain: near(2, 0.1) }
    set = await addLabelSet(db, { modelId, name: 'home', labels })
    next = await addLabelSet(db, { modelId, name: 'home', labels })
    for (let n = 0; n < 6; n += 1) {
      const windows = Array.from({ length: 4 }, (_, w) => near((n + w) % 3))
      heard.push(await addHearing(db, { modelId, key: `${n % 2 ? 'odd' : 'even'}/${n}`, windows }))
    }
    await db.execute(
      sql`update earmark.objects set recorded_at = '2024-05-01', info = '{"site": "north"}' where key = 'odd/1'`,
    )
    const hearingIds = heard.map(({ hearingId }) => hearingId)
    await scoreHearings(db, { hearingIds, labelSetId: set.id, keepTop: null })
  })
  afterAll(() => archive.close())
  beforeEach(() => archive.db.execute(sql`delete from earmark.annotations`))

  const say = (
    saidBy: string,
    verdict: 'right' | 'wrong' | 'unsure',
    place: Place,
    version = set,
  ) => annotate(archive.db, { ...place, saidBy, verdict, labelId: version.labelIds.dog! })
  const answersOf = async (objectId: number) =>
    (
      await listAnswersOfObjects(archive.db, {
        labelId: next.labelIds.dog!,
        objectIds: [objectId],
      })
    ).map(({ saidBy, verdict, startS, endS, labelSetVersion }) => [
      saidBy,
      verdict,
      startS,
      endS,
      labelSetVersion,
    ])
  const at = (n: number, windowIndex: number) => ({ hearingId: heard[n]!.hearingId, windowIndex })

  test('come from the hearings that pass the filters', async () => {
    const count = async (filter: object) =>
      (await listReviewScope(archive.db, { modelId, filter })).hearingIds.length
    expect(await count({})).toBe(6)
    expect(await count({ bucket: 'b', keyPrefix: 'odd/' })).toBe(3)
    expect(await count({ bucket: 'b', keyPrefix: '' })).toBe(6)
    expect(await count({ bucket: 'other' })).toBe(0)
    expect(await count({ fields: { site: 'north' } })).toBe(1)
    expect(await count({ recordedFrom: new Date('2024-05-02') })).toBe(0)
    expect(await count({ recordedTo: new Date('2024-05-02') })).toBe(1)
    expect(await count({ batchId: 1 })).toBe(0)
    expect((await listReviewScope(archive.db, { modelId: modelId + 1, filter: {} })).isWhole).toBe(
      true,
    )
  })

  test('are sampled from the pages of the table, the same for the same seed', async () => {
    const sample = (seed: number, filter = {}) =>
      sampleWindows(archive.db, { modelId, filter, wanted: 50, seed })
    const windows = await sample(1)
    expect(windows.length).toBeGreaterThan(0)
    expect(await sample(1)).toEqual(windows)
    expect(await sample(2_147_483_647)).not.toEqual([])
    for (const { hearingId } of await sample(1, { bucket: 'b', keyPrefix: 'odd/' })) {
      expect(heard.findIndex((one) => one.hearingId === hearingId) % 2).toBe(1)
    }
    expect(await sample(1, { bucket: 'none' })).toEqual([])
  })

  test('begin with the windows that speak most for the label', async () => {
    const labelId = set.labelIds.dog!
    const filter = { bucket: 'b', keyPrefix: 'odd/' }
    for (const isWhole of [true, false]) {
      const scope = { ...(await listReviewScope(archive.db, { modelId, filter })), isWhole }
      const peaks = await listPeaks(archive.db, { labelId, modelId, filter, scope, limit: 2 })
      const { rows } = await archive.db.execute(sql`
        select c.hearing_id as "hearingId", c.peak_window as "windowIndex" from earmark.classifications c
        join earmark.hearings h on h.id = c.hearing_id join earmark.objects o on o.id = h.object_id
        where c.label_id = ${labelId} and o.key like 'odd/%' order by probability desc, hearing_id desc limit 2`)
      expect(peaks).toEqual(rows)
      const around = await listPeaks(archive.db, {
        labelId,
        modelId,
        filter,
        scope,
        near: 0.4,
        limit: 4,
      })
      expect(around.length).toBe(3)
    }
  })

  test('have the probability that the scorer gives', async () => {
    const windows = heard.map((_, n) => at(n, 0))
    const scored = await scoreMoments(archive.db, {
      windows: [...windows, ...windows, at(0, 99)],
      modelId,
      labelSetId: set.id,
      labelId: set.labelIds.dog!,
    })
    expect(scored).toHaveLength(6)
    expect(scored[0]).toMatchObject({ key: 'even/0', startS: 0, endS: 10, durationS: 40 })
    const { rows } = await archive.db.execute<{ probability: number }>(sql`
      select peak_probability as probability from earmark.classifications
      where hearing_id = ${heard[0]!.hearingId} and label_id = ${set.labelIds.dog!} and peak_window = 0`)
    expect(scored[0]!.probability).toBeCloseTo(rows[0]!.probability, 5)
  })

  test('what was said holds in every version of the set, and of no other label or set', async () => {
    await say('ann', 'right', at(0, 1))
    await say('ben', 'unsure', at(0, 1), next)
    await annotate(archive.db, {
      ...at(0, 1),
      saidBy: 'ann',
      verdict: 'wrong',
      labelId: set.labelIds.bell!,
    })
    const other = await addLabelSet(archive.db, {
      modelId,
      name: 'other',
      labels: { dog: near(0) },
    })
    await say('ann', 'wrong', at(0, 1), other)
    expect(await answersOf(heard[0]!.objectId)).toEqual([
      ['ann', 'right', 10, 20, 1],
      ['ben', 'unsure', 10, 20, 2],
    ])
  })

  test('what was said of the whole is said of the window that speaks most for the label', async () => {
    await annotate(archive.db, {
      hearingId: heard[3]!.hearingId,
      labelId: set.labelIds.dog!,
      verdict: 'wrong',
      saidBy: 'ann',
    })
    const [[, , startS, endS] = []] = await answersOf(heard[3]!.objectId)
    expect(endS).toBe((startS as number) + 10)
    // Nothing says which window that is under a version that was never scored.
    await archive.db.execute(sql`delete from earmark.annotations`)
    await annotate(archive.db, {
      hearingId: heard[3]!.hearingId,
      labelId: next.labelIds.dog!,
      verdict: 'wrong',
      saidBy: 'ann',
    })
    expect(await answersOf(heard[3]!.objectId)).toEqual([
      ['ann', 'wrong', 0, Number.POSITIVE_INFINITY, 2],
    ])
  })

  test('an answer stays with its place where another model, or other windows, hear the object', async () => {
    const { db } = archive
    await say('ann', 'right', at(2, 1))
    const newModel = await addModel(db, 'new')
    const again = await addHearing(db, {
      modelId: newModel,
      key: 'even/2',
      windows: [near(0), near(1)],
    })
    expect(again.objectId).toBe(heard[2]!.objectId)
    expect(await answersOf(again.objectId)).toEqual([['ann', 'right', 10, 20, 1]])
    const windows = await listAnsweredWindows(db, {
      labelId: next.labelIds.dog!,
      modelId: newModel,
      filter: {},
      limit: 9,
    })
    expect(windows).toEqual([{ hearingId: again.hearingId, windowIndex: 1 }])
    await db.execute(sql`delete from earmark.hearings where id = ${again.hearingId}`)
  })

  test('an answer holds for an object that was stored anew where the sound is the same, and not where it is another', async () => {
    const { db } = archive
    await say('ann', 'right', at(4, 1))
    const copy = async (etag: string, samples: string) => {
      const { rows } = await db.execute<{ id: number; hearing: number }>(sql`
        with object as (
          insert into earmark.objects (bucket, key, etag, size, duration_s) values ('b', 'even/4', ${etag}, 2, 40) returning id
        )
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, samples_sha256)
        select id, ${modelId}, 10000, 10000, 4, ${samples}::bytea from object returning object_id as id, id as hearing`)
      return rows[0]!
    }
    await db.execute(
      sql`update earmark.hearings set samples_sha256 = 'sound' where id = ${heard[4]!.hearingId}`,
    )
    const retagged = await copy('e2', 'sound')
    expect(await answersOf(retagged.id)).toEqual([['ann', 'right', 10, 20, 1]])
    const recut = await copy('e3', 'other sound')
    expect(await answersOf(recut.id)).toEqual([])
    // Only the newest can be listened to.
    const score = (windows: Place[]) =>
      scoreMoments(db, { windows, modelId, labelSetId: set.id, labelId: set.labelIds.dog! })
    expect(await score([at(4, 0)])).toEqual([])
    await db.execute(sql`delete from earmark.objects where id in (${retagged.id}, ${recut.id})`)
    expect(await score([at(4, 0)])).toHaveLength(1)
  })

  test('people are compared on the newest word of each', async () => {
    await say('ann', 'right', at(0, 0))
    await say('ben', 'right', at(0, 0))
    await say('ann', 'right', at(0, 1))
    await say('ben', 'wrong', at(0, 1))
    await say('ann', 'wrong', at(0, 2))
    await say('ben', 'unsure', at(0, 2))
    await say('ann', 'unsure', at(0, 3))
    // What she said of an older version no longer counts.
    await say('ann', 'right', at(1, 0))
    await archive.db.execute(
      sql`update earmark.annotations set annotated_at = now() - interval '1 hour'`,
    )
    await say('ann', 'wrong', at(1, 0), next)
    const summarise = (labelSetVersion?: number) =>
      summariseAnswers(archive.db, {
        labelSet: 'home',
        label: 'dog',
        ...(labelSetVersion !== undefined && { labelSetVersion }),
      })
    expect(await summarise()).toEqual({
      moments: { right: 1, wrong: 2, unsure: 1, disputed: 1 },
      agreement: { moments: 3, agreed: 1 },
      people: [
        { saidBy: 'ann', right: 2, wrong: 2, unsure: 1 },
        { saidBy: 'ben', right: 1, wrong: 1, unsure: 1 },
      ],
    })
    expect((await summarise(2)).moments).toEqual({ right: 0, wrong: 1, unsure: 0, disputed: 0 })
    await archive.db.execute(sql`delete from earmark.annotations`)
    expect(await summarise()).toEqual({
      moments: { right: 0, wrong: 0, unsure: 0, disputed: 0 },
      agreement: { moments: 0, agreed: 0 },
      people: [],
    })
  })
})
