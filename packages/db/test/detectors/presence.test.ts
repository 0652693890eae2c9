import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { calibrateLabelSet, createLabelSet, getLabelSet, type LabelSet } from '../../src/index.js'
import { saveDetector } from '../../src/queries/detectors/save-detector.js'
import { scoreHearings } from '../../src/queries/hearings/score-hearings.js'
import { scoreObjectWindows } from '../../src/queries/hearings/score-object-windows.js'
import { addHearing, addModel, createVectors, openArchive } from '../archive.js'

describe.each(databaseKinds())('labels that are each a presence, on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  const vectors = createVectors(30)
  const detectors = [
    { weights: vectors.near(0).map((value) => 30 * value), offset: -6.5 },
    { weights: vectors.near(1).map((value) => 12 * value), offset: 0.25 },
    { weights: new Float32Array(512), offset: 90 },
    { weights: vectors.near(2).map((value) => 4000 * value), offset: -4000 },
  ]
  const names = ['dog', 'rain', 'always', 'steep']

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

  const create = async (thresholds: (number | undefined)[] = []) => {
    const { id } = await createLabelSet(archive.db, {
      name: 'set',
      template: '{}',
      scoring: 'presence',
      labels: names.map((name, n) => ({
        name,
        prompts: [name],
        ...(thresholds[n] !== undefined && { threshold: thresholds[n] }),
      })),
    })
    const labelSet = (await getLabelSet(archive.db, id)) as LabelSet
    for (const [n, label] of labelSet.labels.entries()) {
      await saveDetector(archive.db, { labelId: label.id, modelId, ...detectors[n]! })
    }
    return labelSet
  }
  const hear = async (directions: number[], key = 'k') => {
    const windows = directions.map((direction) => vectors.near(direction, 0.8))
    const heard = await addHearing(archive.db, { modelId, key, windows })
    const { rows } = await archive.db.execute<{ embedding: string }>(sql`
      select embedding::vector::text as embedding from earmark.embeddings where hearing_id = ${heard.hearingId} order by window_index`)
    return { ...heard, stored: rows.map((row) => JSON.parse(row.embedding) as number[]) }
  }
  /** As Postgres has it: exponents are bounded. */
  const probability = (n: number, window: readonly number[]) => {
    const { weights, offset } = detectors[n]!
    const logit = window.reduce((sum, value, i) => sum + value * weights[i]!, offset)
    return 1 / (1 + Math.exp(-Math.min(80, Math.max(-80, logit))))
  }

  test('are scored as sigmoid(weights · embedding + offset), each for itself', async () => {
    const { id, labels } = await create()
    const { hearingId, objectId, stored } = await hear([0, 1, 5, 0])
    await scoreHearings(archive.db, { hearingIds: [hearingId], labelSetId: id, keepTop: 0 })
    const { rows } = await archive.db.execute<{
      label: string
      probability: number
      peak_probability: number
      peak_start_s: number
    }>(
      sql`select label, probability, peak_probability, peak_start_s from earmark.results order by label_id`,
    )
    expect(rows.map((row) => row.label)).toEqual(names)
    for (const [n, row] of rows.entries()) {
      const windows = stored.map((window) => probability(n, window))
      const peak = Math.max(...windows)
      expect(row.probability).toBeCloseTo(windows.reduce((a, b) => a + b) / windows.length, 5)
      expect(row.peak_probability).toBeCloseTo(peak, 5)
      expect(row.peak_start_s).toBe(10 * windows.indexOf(peak))
    }
    // They are no shares: their sum is nothing in particular.
    expect(rows.reduce((sum, row) => sum + row.probability, 0)).toBeGreaterThan(1.2)
    const scores = await scoreObjectWindows(archive.db, { objectId, labelSetId: id, top: 9 })
    expect(scores).toHaveLength(4 * labels.length)
    for (const score of scores) {
      const window = stored[score.windowIndex]!
      expect(score.probability).toBeCloseTo(probability(names.indexOf(score.label), window), 6)
    }
  })

  test('are scored to the same bits again, and another label changes nothing', async () => {
    const { id } = await create()
    const { hearingId } = await hear([0, 1, 2])
    const rows = async () =>
      (
        await archive.db.execute(sql`
          select * from earmark.score_rows(array[${hearingId}]::bigint[], ${id}, 3, ${modelId}) order by label_id`)
      ).rows
    const first = await rows()
    expect(first).toHaveLength(3)
    expect(await rows()).toEqual(first)
    await archive.db.execute(
      sql`delete from earmark.labels where label_set_id = ${id} and name = 'always'`,
    )
    expect(await rows()).toEqual(expect.arrayContaining(first.filter((row) => row.label_id !== 3)))
  })

  test('are detected from a probability on', async () => {
    const { id } = await create([0.9])
    const directions = [0, 0, 5, 0, 1, 6, 7, 1]
    const { hearingId, stored } = await hear(directions)
    await calibrateLabelSet(archive.db, { labelSetId: id, modelId })
    await scoreHearings(archive.db, { hearingIds: [hearingId], labelSetId: id, keepTop: null })
    const { rows } = await archive.db.execute<{ label: string; first: number; last: number }>(sql`
      select l.name as label, first_window as first, last_window as last
      from earmark.detection_spans d join earmark.labels l on l.id = d.label_id order by d.label_id, first_window`)
    for (const [n, threshold] of [
      [0, 0.9],
      [1, 0.5],
      [2, 0.5],
    ] as const) {
      const over = stored.flatMap((window, at) => (probability(n, window) >= threshold ? [at] : []))
      const detected = rows
        .filter(({ label }) => label === names[n])
        .flatMap(({ first, last }) =>
          stored.map((_, at) => at).filter((at) => at >= first && at <= last),
        )
      expect(over.length).toBeGreaterThan(0)
      expect(detected).toEqual(over)
    }
    await calibrateLabelSet(archive.db, {
      labelSetId: id,
      modelId,
      threshold: { probability: 0.01 },
    })
    const { rows: calibrated } = await archive.db.execute<{ threshold: number; p: number }>(sql`
      select 1 / (1 + exp(-(e.slope * c.threshold + e.logit_offset))) as p from earmark.calibrations c
      join earmark.label_embeddings e using (label_id, model_id) where e.slope > 0 and e.slope < 100`)
    expect(calibrated).toHaveLength(2)
    for (const { p } of calibrated) expect(p).toBeCloseTo(0.01, 9)
  })
})
