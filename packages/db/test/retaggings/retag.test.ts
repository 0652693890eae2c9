import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  claimRetagChunk,
  completeRetagChunk,
  createRetagging,
  getRetagging,
  listRetaggings,
  pauseRetagging,
  type RetaggingScope,
  resumeRetagging,
} from '../../src/index.js'
import { scoreHearings } from '../../src/queries/hearings/score-hearings.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

const LOGIT_SCALE = 20

describe.each(databaseKinds())('re-tagging on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  const vectors = createVectors(7)

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await archive.db.execute(sql`
      truncate earmark.objects, earmark.models, earmark.label_sets, earmark.batches restart identity cascade`)
  })

  async function fill(hearings: number) {
    const modelId = await addModel(archive.db, 'm', LOGIT_SCALE)
    const heard = []
    for (let i = 0; i < hearings; i += 1) {
      const windows = Array.from({ length: 1 + (i % 4) }, (_, w) => vectors.near(i + w))
      const key = `folder-${i % 3}/${i}`
      heard.push({ windows, ...(await addHearing(archive.db, { modelId, key, windows })) })
    }
    return { modelId, heard, hearingIds: heard.map(({ hearingId }) => hearingId) }
  }

  const threeLabels = (modelId: number, name: string) =>
    addLabelSet(archive.db, {
      modelId,
      name,
      labels: { dog: vectors.near(0, 1), rain: vectors.near(1, 1), siren: vectors.near(2, 1) },
    })

  async function run(id: number) {
    for (;;) {
      const chunk = await claimRetagChunk(archive.db, id)
      if (!chunk) return
      await completeRetagChunk(archive.db, chunk)
    }
  }

  const readRows = async (labelSetId: number) => {
    const { rows } = await archive.db.execute<Record<string, number>>(sql`
      select c.hearing_id, l.position, c.probability::float8, c.similarity::float8, c.peak_probability::float8, c.peak_window
      from earmark.classifications c join earmark.labels l on l.id = c.label_id
      where l.label_set_id = ${labelSetId} order by c.hearing_id, l.position`)
    return rows
  }

  test('rows are equal to the bit to those that a worker writes object by object', async () => {
    const { modelId, hearingIds } = await fill(40)
    const { id: retagged } = await threeLabels(modelId, 'a')
    const { id: tagged } = await addLabelSet(archive.db, { modelId, name: 'b', labels: {} })
    await archive.db.execute(sql`
      with copy as (
        insert into earmark.labels (label_set_id, position, name, prompts)
        select ${tagged}, position, name, prompts from earmark.labels where label_set_id = ${retagged} returning id, position
      )
      insert into earmark.label_embeddings (label_id, model_id, embedding)
      select copy.id, ${modelId}, e.embedding from copy
      join earmark.labels l on l.position = copy.position and l.label_set_id = ${retagged}
      join earmark.label_embeddings e on e.label_id = l.id`)
    for (const hearingId of hearingIds) {
      await scoreHearings(archive.db, {
        hearingIds: [hearingId],
        labelSetId: tagged,
        keepTop: null,
      })
    }
    const { id, total } = await createRetagging(archive.db, {
      labelSetId: retagged,
      modelId,
      scope: { scope: 'all' },
      keepTop: null,
    })
    expect(total).toBe(40)
    await run(id)
    const rows = await readRows(retagged)
    expect(rows).toHaveLength(120)
    expect(rows).toEqual(await readRows(tagged))
  })

  test('a score is the mean softmax over the windows, and the peak is the window that speaks most for it', async () => {
    const { modelId, heard } = await fill(8)
    const labels = [vectors.near(0, 1), vectors.near(1, 1), vectors.near(2, 1)]
    const { id } = await addLabelSet(archive.db, {
      modelId,
      name: 'a',
      labels: { dog: labels[0]!, rain: labels[1]!, siren: labels[2]! },
    })
    for (const { hearingId, windows } of heard) {
      await scoreHearings(archive.db, { hearingIds: [hearingId], labelSetId: id, keepTop: null })
      const similarities = windows.map((window) =>
        labels.map((label) => label.reduce((sum, value, i) => sum + value * window[i]!, 0)),
      )
      const probabilities = similarities.map((row) => {
        const weights = row.map((similarity) => Math.exp(LOGIT_SCALE * similarity))
        const sum = weights.reduce((a, b) => a + b)
        return weights.map((weight) => weight / sum)
      })
      const rows = (await readRows(id)).filter((row) => row.hearing_id === hearingId)
      for (const [label, row] of rows.entries()) {
        const mean = (table: number[][]) =>
          table.reduce((sum, of) => sum + of[label]!, 0) / windows.length
        const ofLabel = probabilities.map((of) => of[label]!)
        // Embeddings are kept in half precision: its rounding, multiplied with the logit scale.
        expect(Math.abs(row.probability! - mean(probabilities))).toBeLessThan(1e-3)
        expect(Math.abs(row.similarity! - mean(similarities))).toBeLessThan(1e-4)
        expect(Math.abs(row.peak_probability! - Math.max(...ofLabel))).toBeLessThan(1e-3)
        expect(row.peak_window).toBe(ofLabel.indexOf(Math.max(...ofLabel)))
      }
    }
  })

  test('a set of one label has probability 1 and its similarity', async () => {
    const { modelId, hearingIds } = await fill(4)
    const { id } = await addLabelSet(archive.db, {
      modelId,
      name: 'one',
      labels: { dog: vectors.near(0) },
    })
    const three = await threeLabels(modelId, 'three')
    await archive.db.execute(sql`
      update earmark.label_embeddings e set embedding = other.embedding
      from earmark.label_embeddings other, earmark.labels l
      where e.label_id = ${three.labelIds.dog} and other.label_id = l.id and l.label_set_id = ${id}`)
    await scoreHearings(archive.db, { hearingIds, labelSetId: id, keepTop: null })
    await scoreHearings(archive.db, { hearingIds, labelSetId: three.id, keepTop: null })
    const alone = await readRows(id)
    const among = (await readRows(three.id)).filter((row) => row.position === 0)
    expect(alone.map((row) => row.probability)).toEqual([1, 1, 1, 1])
    expect(alone.map((row) => row.peak_window)).toEqual([0, 0, 0, 0])
    expect(alone.map((row) => row.similarity)).toEqual(among.map((row) => row.similarity))
  })

  test('only the best rows are kept, and asking for more later adds them', async () => {
    const { modelId, hearingIds } = await fill(5)
    const { id } = await threeLabels(modelId, 'a')
    await scoreHearings(archive.db, { hearingIds, labelSetId: id, keepTop: 1 })
    const best = await readRows(id)
    expect(best).toHaveLength(5)
    await scoreHearings(archive.db, { hearingIds, labelSetId: id, keepTop: 0 })
    const all = await readRows(id)
    expect(all).toHaveLength(15)
    expect(all).toEqual(expect.arrayContaining(best))
  })

  test.each<[string, RetaggingScope | 'batch', number]>([
    ['all', { scope: 'all' }, 9],
    ['a prefix', { scope: 'prefix', bucket: 'b', keyPrefix: 'folder-1/' }, 3],
    ['a prefix that nothing has', { scope: 'prefix', bucket: 'b', keyPrefix: 'folder-9/' }, 0],
    ['a batch', 'batch', 2],
  ])('re-tags %s', async (_, asked, expected) => {
    const { modelId, hearingIds } = await fill(9)
    const { id: labelSetId } = await threeLabels(modelId, 'a')
    const { rows } = await archive.db.execute<{ id: number }>(sql`
      with batch as (
        insert into earmark.batches (source, model_id, window_ms, hop_ms) values ('{}', ${modelId}, 10000, 10000) returning id
      ), items as (
        insert into earmark.items (batch_id, seq, bucket, key, state, hearing_id)
        select batch.id, n, 'b', n::text, 'done', hearing_id
        from batch, unnest(${sql.param(hearingIds.slice(2, 4))}::bigint[]) with ordinality as h (hearing_id, n)
      )
      select id from batch`)
    const scope = asked === 'batch' ? ({ scope: 'batch', batchId: rows[0]!.id } as const) : asked
    const { id, total } = await createRetagging(archive.db, {
      labelSetId,
      modelId,
      scope,
      keepTop: null,
    })
    expect(total).toBe(expected)
    await run(id)
    expect(await getRetagging(archive.db, id)).toMatchObject({
      state: 'done',
      done: expected,
      total: expected,
      scope,
    })
    expect(await readRows(labelSetId)).toHaveLength(3 * expected)
  })

  test('a paused re-tagging gives out nothing, and goes on where it stopped', async () => {
    const { modelId } = await fill(6)
    const { id: labelSetId } = await threeLabels(modelId, 'a')
    const { id } = await createRetagging(archive.db, {
      labelSetId,
      modelId,
      scope: { scope: 'all' },
      keepTop: null,
    })
    expect(await pauseRetagging(archive.db, id)).toBe(true)
    expect(await claimRetagChunk(archive.db, id)).toBeNull()
    expect(await pauseRetagging(archive.db, id)).toBe(false)
    expect(await resumeRetagging(archive.db, id)).toBe(true)
    await run(id)
    expect(await getRetagging(archive.db, id)).toMatchObject({ state: 'done', done: 6 })
    expect(await listRetaggings(archive.db, { isActive: true, limit: 10 })).toEqual([])
  })

  test('a chunk whose worker is gone is given out again, and counts once', async () => {
    const { modelId } = await fill(6)
    const { id: labelSetId } = await threeLabels(modelId, 'a')
    const { id } = await createRetagging(archive.db, {
      labelSetId,
      modelId,
      scope: { scope: 'all' },
      keepTop: null,
    })
    const lost = await claimRetagChunk(archive.db, id)
    expect(await claimRetagChunk(archive.db, id)).toBeNull()
    expect(await getRetagging(archive.db, id)).toMatchObject({ state: 'running', done: 0 })
    await archive.db.execute(
      sql`update earmark.retagging_chunks set lease_until = now() - interval '1 second'`,
    )
    const again = await claimRetagChunk(archive.db, id)
    expect(again).toEqual(lost)
    expect(await completeRetagChunk(archive.db, again!)).toEqual({ hearings: 6, isDone: true })
    expect(await completeRetagChunk(archive.db, lost!)).toEqual({ hearings: 0, isDone: true })
    expect(await getRetagging(archive.db, id)).toMatchObject({ state: 'done', done: 6 })
  })

  test('labels without a vector are not scored as if they were not there', async () => {
    const { modelId } = await fill(2)
    const { id: labelSetId, labelIds } = await threeLabels(modelId, 'a')
    await archive.db.execute(
      sql`delete from earmark.label_embeddings where label_id = ${labelIds.rain}`,
    )
    const { id } = await createRetagging(archive.db, {
      labelSetId,
      modelId,
      scope: { scope: 'all' },
      keepTop: null,
    })
    await expect(claimRetagChunk(archive.db, id)).rejects.toThrow(/1 of 3 labels .* no vector/)
  })

  test('scores go with their object and with their label set', async () => {
    const { modelId, heard, hearingIds } = await fill(3)
    const kept = await threeLabels(modelId, 'kept')
    const dropped = await threeLabels(modelId, 'dropped')
    for (const { id } of [kept, dropped]) {
      await scoreHearings(archive.db, { hearingIds, labelSetId: id, keepTop: null })
    }
    await archive.db.execute(sql`delete from earmark.objects where id = ${heard[1]!.objectId}`)
    await archive.db.execute(sql`delete from earmark.label_sets where id = ${dropped.id}`)
    const { rows } = await archive.db.execute(sql`
      select c.hearing_id, l.label_set_id, count(*) from earmark.classifications c
      left join earmark.labels l on l.id = c.label_id group by 1, 2 order by 1, 2`)
    expect(rows).toEqual([
      { hearing_id: hearingIds[0], label_set_id: kept.id, count: 3 },
      { hearing_id: hearingIds[2], label_set_id: kept.id, count: 3 },
    ])
    const scorings = await archive.db.execute(sql`
      select hearing_id, label_set_id from earmark.scorings order by 1, 2`)
    expect(scorings.rows).toEqual([
      { hearing_id: hearingIds[0], label_set_id: kept.id },
      { hearing_id: hearingIds[2], label_set_id: kept.id },
    ])
  })

  test('nothing is scored that does not exist', async () => {
    const { modelId, hearingIds } = await fill(1)
    const { id } = await threeLabels(modelId, 'a')
    await scoreHearings(archive.db, {
      hearingIds: [hearingIds[0]!, 99_999],
      labelSetId: id,
      keepTop: null,
    })
    await archive.db.execute(
      sql`select earmark.score_hearings(${sql.param(hearingIds)}::bigint[], 99999, 3)`,
    )
    const { rows } = await archive.db.execute(
      sql`select hearing_id, label_set_id from earmark.scorings`,
    )
    expect(rows).toEqual([{ hearing_id: hearingIds[0], label_set_id: id }])
  })

  // The embedded Postgres has one session for all, so that nobody can come between.
  if (kind === 'postgres') {
    test('an object cannot go while it is being scored, and its scores go with it afterwards', async () => {
      const { modelId, heard, hearingIds } = await fill(1)
      const { id } = await threeLabels(modelId, 'a')
      let deletion: Promise<unknown> | undefined
      await archive.db.transaction(async (tx) => {
        await scoreHearings(tx, { hearingIds, labelSetId: id, keepTop: null })
        deletion = archive.db
          .execute(sql`delete from earmark.objects where id = ${heard[0]!.objectId}`)
          .then(() => undefined)
        for (;;) {
          // Another connection asks: inside a transaction this view stands still.
          const { rows } = await archive.db.execute(sql`
            select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete from earmark.objects%'
              and datname = current_database()`)
          if (rows.length > 0) break
        }
      })
      await deletion
      expect(await readRows(id)).toEqual([])
      expect((await archive.db.execute(sql`select 1 from earmark.scorings`)).rows).toEqual([])
    })
  }
})
