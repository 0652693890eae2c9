import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  compareModels,
  createLabelSet,
  getLabelSet,
  type LearnDetector,
  listAnnotations,
  listUnembeddedPrompts,
  type NewLabel,
  refreshLabelEmbeddings,
  saveTextEmbeddings,
} from '../../src/index.js'
import { scoreHearings } from '../../src/queries/hearings/score-hearings.js'
import { annotate } from '../annotate.js'
import {
  addHearing,
  addLabelSet,
  addModel,
  createVectors,
  normalise,
  openArchive,
} from '../archive.js'

/** The direction from what is not to what is; learning itself is core's. */
const learn: LearnDetector = ({ words, examples, background }) => {
  const sum = words?.slice() ?? new Float32Array(512)
  const negatives = examples.filter(({ isPositive }) => !isPositive)
  const add = (of: readonly { embedding: Float32Array }[], sign: number) => {
    for (const { embedding } of of) {
      for (let i = 0; i < sum.length; i += 1) sum[i]! += (sign * embedding[i]!) / of.length
    }
  }
  add(
    examples.filter(({ isPositive }) => isPositive),
    1,
  )
  add(negatives.length > 0 ? negatives : background, -1)
  return { weights: sum.map((value) => 4 * value), offset: -1 }
}

describe.each(databaseKinds())('label sets on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  const vectors = createVectors(17)

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await archive.db.execute(
      sql`truncate earmark.objects, earmark.models, earmark.label_sets restart identity cascade`,
    )
    modelId = await addModel(archive.db)
  })

  const create = (labels: NewLabel[], templates: string[] = ['{}'], name = 'set') =>
    createLabelSet(archive.db, { name, template: templates[0]!, templates, labels })
  const dog = {
    name: 'dog',
    prompts: ['a dog', 'the sound of a dog', 'a hound', 'the sound of a hound'],
    synonyms: ['hound'],
  }
  const readVectors = async (labelSetId: number) => {
    const { rows } = await archive.db.execute<{ name: string; embedding: string }>(sql`
      select l.name, e.embedding::text as embedding from earmark.label_embeddings e
      join earmark.labels l on l.id = e.label_id where l.label_set_id = ${labelSetId} order by l.position`)
    return rows.map(({ name, embedding }) => ({
      name,
      vector: Float32Array.from(JSON.parse(embedding) as number[]),
    }))
  }
  const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, v, i) => sum + v * b[i]!, 0)

  test('a label’s vector is the mean over its templates and synonyms', async () => {
    const { id } = await create(
      [dog, { name: 'none of these', prompts: ['noise'], isBackground: true }],
      ['a {}', 'the sound of a {}'],
    )
    const prompts = await listUnembeddedPrompts(archive.db, { modelId, labelSetIds: [id] })
    expect(prompts).toEqual([...dog.prompts, 'noise'].sort())
    const embeddings = new Map(prompts.map((prompt, i) => [prompt, vectors.near(i)]))
    await saveTextEmbeddings(archive.db, modelId, embeddings)
    await refreshLabelEmbeddings(archive.db, { modelId, labelSetId: id }, learn)
    const [first, second] = await readVectors(id)
    const sum = new Float64Array(512)
    for (const prompt of dog.prompts) {
      for (const [i, value] of embeddings.get(prompt)!.entries()) sum[i]! += value
    }
    expect(cosine(first!.vector, normalise(sum))).toBeCloseTo(1, 6)
    expect(cosine(second!.vector, embeddings.get('noise')!)).toBeCloseTo(1, 6)
  })

  test('a label set is read back as it was made', async () => {
    const { id } = await create(
      [dog, { name: 'none of these', prompts: ['noise'], isBackground: true }],
      ['a {}', 'the sound of a {}'],
    )
    expect(await getLabelSet(archive.db, id)).toMatchObject({
      template: 'a {}',
      templates: ['a {}', 'the sound of a {}'],
      labels: [
        {
          name: 'dog',
          prompts: dog.prompts,
          synonyms: ['hound'],
          isBackground: false,
          isByExample: false,
        },
        { name: 'none of these', isBackground: true },
      ],
    })
  })

  test('whatever decides scores makes a new version, and the same content does not', async () => {
    const { hearingId } = await addHearing(archive.db, {
      modelId,
      key: 'a',
      windows: [vectors.near(0)],
    })
    const plain = { name: 'dog', prompts: ['dog'] }
    const moment = { hearingId, windowIndex: 0 }
    const contents: [NewLabel[], string[]?][] = [
      [[plain]],
      [[{ ...plain, prompts: ['dog', 'hound'], synonyms: ['hound'] }]],
      [[{ ...plain, isBackground: true }]],
      [[plain], ['{}', 'a {}']],
      [[{ name: 'dog', prompts: [], examples: { positive: [moment], negative: [] } }]],
      [[{ name: 'dog', prompts: [], examples: { positive: [], negative: [moment] } }]],
    ]
    const ids = []
    for (const [labels, templates] of contents) {
      const { id, created } = await create(labels, templates)
      expect(created).toBe(true)
      ids.push(id)
    }
    expect(new Set(ids).size).toBe(contents.length)
    for (const [i, [labels, templates]] of contents.entries()) {
      expect(await create(labels, templates)).toEqual({ id: ids[i], created: false })
    }
    const old = { name: 'old', template: '{}', labels: [plain] }
    const { id } = await createLabelSet(archive.db, old)
    expect(await create([plain], ['{}'], 'old')).toEqual({ id, created: false })
  })

  describe('labels by example', () => {
    const hear = async (count: number, direction: number, other: number) => {
      const moments = []
      for (let i = 0; i < count; i += 1) {
        // The wanted sound is in the second window.
        const windows = [vectors.near(other, 1), vectors.near(direction, 1)]
        const { hearingId } = await addHearing(archive.db, {
          modelId,
          key: `${direction}/${i}`,
          windows,
        })
        moments.push({ hearingId, windowIndex: 1 })
      }
      return moments
    }

    test.each([
      ['a few positives alone', 3, 0],
      ['a few of each', 3, 3],
      ['enough of each for a probe', 12, 9],
    ])('learn their vector from %s', async (_, positives, negatives) => {
      const positive = await hear(positives, 1, 4)
      const negative = await hear(negatives, 2, 4)
      await hear(20, 5, 6)
      const { id } = await create([
        { name: 'chirp', prompts: [], examples: { positive, negative } },
      ])
      expect(await listUnembeddedPrompts(archive.db, { modelId, labelSetIds: [id] })).toEqual([])
      await refreshLabelEmbeddings(archive.db, { modelId, labelSetId: id }, learn)
      const [label] = await readVectors(id)
      expect(Math.hypot(...label!.vector)).toBeCloseTo(1, 5)
      const unseen = (direction: number) =>
        Array.from({ length: 30 }, () => cosine(label!.vector, vectors.near(direction, 1)))
      const lowest = Math.min(...unseen(1))
      expect(lowest).toBeGreaterThan(Math.max(...unseen(2)))
      expect(lowest).toBeGreaterThan(Math.max(...unseen(4)))
      await refreshLabelEmbeddings(archive.db, { modelId, labelSetId: id }, learn)
      expect(await readVectors(id)).toEqual([label])
      expect(await getLabelSet(archive.db, id)).toMatchObject({
        labels: [{ isByExample: true, prompts: [] }],
      })
    })

    test('are learned from what another model heard at the same place', async () => {
      const positive = await hear(2, 1, 4)
      const negative = await hear(2, 2, 4)
      const other = await addModel(archive.db, 'other')
      for (const [i, direction] of [7, 7, 8, 8].entries()) {
        await addHearing(archive.db, {
          modelId: other,
          key: `${1 + Math.floor(i / 2)}/${i % 2}`,
          windows: [vectors.near(9), vectors.near(direction)],
        })
      }
      const { id } = await create([
        { name: 'chirp', prompts: [], examples: { positive, negative } },
      ])
      await refreshLabelEmbeddings(archive.db, { modelId: other, labelSetId: id }, learn)
      const [label] = await readVectors(id)
      expect(cosine(label!.vector, vectors.near(7))).toBeGreaterThan(0.4)
      expect(cosine(label!.vector, vectors.near(8))).toBeLessThan(-0.4)
    })

    test('have no vector where the model has heard none of their moments', async () => {
      const other = await addModel(archive.db, 'other')
      const { id } = await create([
        { name: 'chirp', prompts: [], examples: { positive: await hear(1, 1, 4), negative: [] } },
      ])
      await refreshLabelEmbeddings(archive.db, { modelId: other, labelSetId: id }, learn)
      expect(await readVectors(id)).toEqual([])
    })
  })

  test('precision is what people called right among what they annotated', async () => {
    const { id, labelIds } = await addLabelSet(archive.db, {
      modelId,
      name: 's',
      labels: { dog: vectors.near(0), rain: vectors.near(1) },
    })
    const hearingIds: number[] = []
    for (let i = 0; i < 4; i += 1) {
      hearingIds.push(
        (
          await addHearing(archive.db, {
            modelId,
            key: `${i}`,
            windows: [vectors.near(3), vectors.near(0)],
          })
        ).hearingId,
      )
    }
    await scoreHearings(archive.db, { hearingIds, labelSetId: id, keepTop: null })
    const labelId = labelIds.dog!
    const say = (n: number, verdict: 'right' | 'wrong' | null, more: object = {}) =>
      annotate(archive.db, {
        hearingId: hearingIds[n] ?? 999,
        labelId,
        verdict,
        saidBy: 'ann',
        ...more,
      })
    for (const n of hearingIds.keys()) {
      expect(await say(n, n === 0 ? 'wrong' : 'right')).toEqual(expect.any(Number))
    }
    expect(await say(9, 'right')).toBeNull()
    expect(await say(0, 'right', { windowIndex: 2 })).toBeNull()
    const stats = async () =>
      (
        await archive.db.execute(sql`
        select label, annotated, right_count, wrong_count, precision from earmark.label_stats where label_set_id = ${id} order by label`)
      ).rows
    expect(await stats()).toEqual([
      { label: 'dog', annotated: 4, right_count: 3, wrong_count: 1, precision: 0.75 },
      { label: 'rain', annotated: 0, right_count: 0, wrong_count: 0, precision: null },
    ])
    await say(0, 'right', { windowIndex: 0, note: 'far away' })
    await say(0, 'right')
    await say(1, null)
    expect((await stats())[0]).toMatchObject({ annotated: 4, precision: 1 })
    // People may differ, and each word counts.
    await say(0, 'wrong', { windowIndex: 0, saidBy: 'ben' })
    expect((await stats())[0]).toMatchObject({ annotated: 5, right_count: 4, wrong_count: 1 })
    expect(await listAnnotations(archive.db, { labelSet: 's', limit: 10 })).toMatchObject([
      { hearingId: hearingIds[0], label: 'dog', verdict: 'right', windowIndex: 1 },
      { hearingId: hearingIds[0], windowIndex: 0, note: 'far away', saidBy: 'ann' },
      { hearingId: hearingIds[0], windowIndex: 0, verdict: 'wrong', saidBy: 'ben' },
      { hearingId: hearingIds[2], windowIndex: 1 },
      { hearingId: hearingIds[3], windowIndex: 1 },
    ])
  })

  test('two models are compared on the objects that both have heard', async () => {
    const other = await addModel(archive.db, 'other')
    const set = await addLabelSet(archive.db, {
      modelId,
      name: 's',
      labels: { dog: vectors.near(0, 0.1), rain: vectors.near(1, 0.1) },
    })
    await archive.db.execute(sql`
      insert into earmark.label_embeddings select label_id, ${other}, embedding from earmark.label_embeddings`)
    const heard: [string, number, number][] = [
      ['same', 0, 0],
      ['flipped', 0, 1],
      ['same too', 1, 1],
    ]
    const hearingIds = []
    for (const [key, a, b] of heard) {
      hearingIds.push(
        (await addHearing(archive.db, { modelId, key, windows: [vectors.near(a)] })).hearingId,
      )
      hearingIds.push(
        (await addHearing(archive.db, { modelId: other, key, windows: [vectors.near(b)] }))
          .hearingId,
      )
    }
    hearingIds.push(
      (await addHearing(archive.db, { modelId, key: 'only one', windows: [vectors.near(0)] }))
        .hearingId,
    )
    await scoreHearings(archive.db, { hearingIds, labelSetId: set.id, keepTop: null })
    const comparison = await compareModels(archive.db, {
      labelSetId: set.id,
      modelA: modelId,
      modelB: other,
      limit: 2,
    })
    expect(comparison).toMatchObject({ objects: 3, agreed: 2 })
    expect(comparison.moved).toHaveLength(2)
    expect(comparison.moved[0]).toMatchObject({
      key: 'flipped',
      a: { label: 'dog' },
      b: { label: 'rain' },
    })
    expect(comparison.moved[0]!.moved).toBeGreaterThan(0.9)
    expect(comparison.meanMoved).toBeGreaterThan(0.3)
    const none = await compareModels(archive.db, {
      labelSetId: set.id,
      modelA: other,
      modelB: 99,
      limit: 2,
    })
    expect(none).toEqual({ objects: 0, agreed: 0, meanMoved: 0, moved: [] })
  })
})
