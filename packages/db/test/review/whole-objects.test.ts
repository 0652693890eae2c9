import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  listAnnotatedMoments,
  listAnnotations,
  listAnsweredWindows,
  listAnswers,
  listAnswersOfObjects,
  summariseAnswers,
} from '../../src/index.js'
import { annotate } from '../annotate.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

describe.each(databaseKinds())('what was said of an object of one window, on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  let labelId: number
  let heard: Awaited<ReturnType<typeof addHearing>>
  const { near } = createVectors(3)
  const query = { label: 'dog', labelSet: 'home', limit: 9 }

  beforeAll(async () => {
    archive = await openArchive(kind)
    const { db } = archive
    modelId = await addModel(db)
    // It was never scored: nothing but the number of windows tells which one is meant.
    const set = await addLabelSet(db, { modelId, name: 'home', labels: { dog: near(0) } })
    labelId = set.labelIds.dog!
    heard = await addHearing(db, { modelId, key: 'short', windows: [near(0)] })
    const { hearingId } = heard
    await annotate(db, { hearingId, labelId, verdict: 'right', saidBy: 'ann' })
    await annotate(db, { hearingId, windowIndex: 0, labelId, verdict: 'right', saidBy: 'ben' })
  })
  afterAll(() => archive.close())

  test('as a whole is one moment with what was said of its window', async () => {
    const { moments, agreement } = await summariseAnswers(archive.db, query)
    expect(moments.right).toBe(1)
    expect(agreement).toEqual({ moments: 1, agreed: 1 })
  })

  test('is a review’s place, an annotation’s window and what a label is taught', async () => {
    const { hearingId, objectId } = heard
    const said = await listAnswersOfObjects(archive.db, { labelId, objectIds: [objectId] })
    expect(said.map(({ saidBy, startS, endS }) => [saidBy, startS, endS])).toEqual([
      ['ann', 0, 10],
      ['ben', 0, 10],
    ])
    const window = { hearingId, windowIndex: 0 }
    const asked = { labelId, modelId, filter: {}, limit: 9 }
    expect(await listAnsweredWindows(archive.db, asked)).toEqual([window])
    const shown = await listAnnotations(archive.db, query)
    expect(shown.map(({ windowIndex }) => windowIndex)).toEqual([0, 0])
    expect(await listAnnotatedMoments(archive.db, query)).toEqual([{ ...window, isPositive: true }])
    expect(await listAnswers(archive.db, { labelSet: 'home', modelId })).toMatchObject([
      { objectId, windowIndex: 0, right: 2, wrong: 0, heard: { hearingId } },
    ])
  })
})
