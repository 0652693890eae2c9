import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { annotateMany, listAnnotatedMoments, listAnnotations } from '../../src/index.js'
import { annotate } from '../annotate.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

const migration = fileURLToPath(new URL('../../migrations/0019_annotations.sql', import.meta.url))

describe.each(databaseKinds())('annotations on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let labelId: number
  let hearingId: number
  beforeAll(async () => {
    archive = await openArchive(kind)
    const modelId = await addModel(archive.db)
    const { near } = createVectors(1)
    const set = await addLabelSet(archive.db, { modelId, name: 's', labels: { thunder: near(0) } })
    labelId = set.labelIds.thunder!
    const windows = Array.from({ length: 6 }, () => near(1))
    ;({ hearingId } = await addHearing(archive.db, { modelId, key: 'storm', windows }))
  })
  afterAll(() => archive.close())
  beforeEach(() => archive.db.execute(sql`delete from earmark.annotations`))

  const say = (
    saidBy: string,
    verdict: 'right' | 'wrong' | 'unsure' | null,
    windowIndex?: number,
    note?: string,
  ) =>
    annotate(archive.db, {
      hearingId,
      labelId,
      saidBy,
      verdict,
      ...(windowIndex !== undefined && { windowIndex }),
      ...(note !== undefined && { note }),
    })
  const said = async () =>
    (await listAnnotations(archive.db, { limit: 100 })).map((one) => [
      one.saidBy,
      one.windowIndex,
      one.verdict,
    ])

  test('each moment has a word of its own, and so has the whole', async () => {
    for (const windowIndex of [0, 1, 2, 4, 5]) await say('ann', 'right', windowIndex)
    await say('ann', 'wrong')
    expect(await said()).toEqual([
      ...[0, 1, 2, 4, 5].map((windowIndex) => ['ann', windowIndex, 'right']),
      ['ann', null, 'wrong'],
    ])
  })

  test('several people may differ; each changes and takes back only what they said there', async () => {
    await say('ann', 'right', 1)
    await say('ben', 'wrong', 1)
    await say('ann', 'wrong', 1)
    await say('ann', 'right', 2)
    expect(await said()).toEqual([
      ['ann', 1, 'wrong'],
      ['ben', 1, 'wrong'],
      ['ann', 2, 'right'],
    ])
    expect(await say('ben', null, 1)).not.toBeNull()
    expect(await say('ben', null, 2)).toBeNull()
    expect(await say('ann', null)).toBeNull()
    expect(await said()).toEqual([
      ['ann', 1, 'wrong'],
      ['ann', 2, 'right'],
    ])
  })

  test('who and when are listed, page by page', async () => {
    const before = Date.now()
    for (const windowIndex of [0, 1, 2]) await say('ann', 'right', windowIndex, 'loud')
    const [first, ...rest] = await listAnnotations(archive.db, { label: 'thunder', limit: 9 })
    expect(first).toMatchObject({ saidBy: 'ann', note: 'loud', key: 'storm', windowIndex: 0 })
    expect(Math.abs(first!.annotatedAt.getTime() - before)).toBeLessThan(3_600_000)
    expect(await listAnnotations(archive.db, { after: first!, limit: 9 })).toEqual(rest)
  })

  test('a moment is an example once: as what most people called it, and not where they are even', async () => {
    await say('ann', 'right', 0)
    await say('ben', 'right', 0)
    await say('eve', 'wrong', 0)
    await say('ann', 'wrong', 1)
    await say('ann', 'right', 2)
    await say('ben', 'wrong', 2)
    const moments = await listAnnotatedMoments(archive.db, { label: 'thunder', limit: 10 })
    expect(moments).toEqual([
      { hearingId, windowIndex: 0, isPositive: true },
      { hearingId, windowIndex: 1, isPositive: false },
    ])
  })

  test('who is unsure has answered, and neither teaches nor counts as right or wrong', async () => {
    await say('ann', 'unsure', 0)
    await say('ann', 'right', 1)
    await say('ben', 'unsure', 1)
    await say('ann', 'wrong', 2)
    expect(await said()).toContainEqual(['ann', 0, 'unsure'])
    const moments = await listAnnotatedMoments(archive.db, { label: 'thunder', limit: 10 })
    expect(moments).toEqual([
      { hearingId, windowIndex: 1, isPositive: true },
      { hearingId, windowIndex: 2, isPositive: false },
    ])
    const { rows } = await archive.db.execute(sql`
      select annotated, right_count, wrong_count, unsure_count, precision from earmark.label_stats`)
    expect(rows).toEqual([
      { annotated: 2, right_count: 1, wrong_count: 1, unsure_count: 2, precision: 0.5 },
    ])
  })

  test('a label of which all are unsure has no precision', async () => {
    await say('ann', 'unsure', 0)
    const { rows } = await archive.db.execute(
      sql`select annotated, unsure_count, precision from earmark.label_stats`,
    )
    expect(rows).toEqual([{ annotated: 0, unsure_count: 1, precision: null }])
  })

  test('of many at once the last one on a place holds, and others are taken back', async () => {
    await say('ann', 'right', 5)
    await say('ben', 'right', 5)
    const place = { hearingId, labelId }
    const ids = await annotateMany(
      archive.db,
      [
        { ...place, windowIndex: 0, verdict: 'right' },
        { ...place, windowIndex: 5, verdict: null },
        { ...place, windowIndex: 0, verdict: 'wrong', note: 'rain' },
        { ...place, verdict: 'unsure' },
        { ...place, windowIndex: 6, verdict: 'right' },
        { ...place, windowIndex: 3, verdict: null },
      ],
      { saidBy: 'ann' },
    )
    expect(ids.map((id) => typeof id)).toEqual([
      'number',
      'number',
      'number',
      'number',
      'object',
      'object',
    ])
    expect(ids[0]).toBe(ids[2])
    expect(new Set(await said())).toEqual(
      new Set([
        ['ann', 0, 'wrong'],
        ['ann', null, 'unsure'],
        ['ben', 5, 'right'],
      ]),
    )
  })

  test('what was said before there were several words stays, under the name of its key', async () => {
    const { db, pool } = archive
    await db.execute(sql`drop schema if exists old cascade`)
    // As it was: one word an object and label.
    await db.execute(sql`create schema old`)
    await db.execute(sql`create table old.api_keys (id bigint, name text)`)
    await db.execute(sql`create table old.label_stats (annotated bigint)`)
    await db.execute(sql`create table old.annotations (hearing_id bigint, label_id bigint, verdict text, window_index integer,
      note text, api_key_id bigint, annotated_at timestamptz, primary key (hearing_id, label_id))`)
    await db.execute(sql`insert into old.api_keys values (1, 'ann')`)
    await db.execute(
      sql`insert into old.annotations values (1, 1, 'right', null, null, 1, now()), (1, 2, 'wrong', 3, 'x', null, now())`,
    )
    const statements = (await readFile(migration, 'utf8'))
      .replaceAll('earmark.', 'old.')
      .split('--> statement-breakpoint')
    for (const statement of statements) await pool.query(statement)
    const { rows } = await db.execute(
      sql`select label_id, verdict, window_index, note, said_by from old.annotations order by id`,
    )
    expect(rows).toEqual([
      { label_id: 1, verdict: 'right', window_index: null, note: null, said_by: 'ann' },
      { label_id: 2, verdict: 'wrong', window_index: 3, note: 'x', said_by: '' },
    ])
  })
})
