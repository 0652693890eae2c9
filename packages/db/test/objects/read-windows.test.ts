import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countHalfvec, readHalfvec } from '../../src/from-halfvec.js'
import { readWindows } from '../../src/index.js'
import { addHearing, addModel, createVectors, openArchive } from '../archive.js'

const WINDOW_S = 10

describe.each(databaseKinds())('windows as they are read on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let hearingId: number
  const vectors = createVectors(7)
  const windows = [0, 1, 2, 3, 4].map((direction) => vectors.near(direction))

  beforeAll(async () => {
    archive = await openArchive(kind)
    const modelId = await addModel(archive.db)
    hearingId = (await addHearing(archive.db, { modelId, key: 'a.wav', windows })).hearingId
  })
  afterAll(() => archive.close())

  test('have their embeddings to half precision, in order', async () => {
    const { indexes, starts, ends, embeddings } = await readWindows(archive.db, { hearingId })
    expect(indexes).toEqual([0, 1, 2, 3, 4])
    expect(starts).toEqual(indexes.map((index) => index * WINDOW_S))
    expect(ends).toEqual(starts.map((start) => start + WINDOW_S))
    const written = windows.flatMap((window) => [...window])
    expect(embeddings).toHaveLength(written.length)
    for (const [i, number] of written.entries()) expect(embeddings[i]).toBeCloseTo(number, 3)
  })

  test('are those that some of the asked seconds lie in', async () => {
    const inPart = { hearingId, startS: 10, endS: 30.5 }
    expect((await readWindows(archive.db, inPart)).indexes).toEqual([1, 2, 3])
    const behind = await readWindows(archive.db, { hearingId, startS: 50 })
    expect(behind).toEqual({ indexes: [], starts: [], ends: [], embeddings: new Float32Array() })
  })

  test('have every number that half precision has as the database says it', async () => {
    const { rows } = await archive.db.execute<{ bytes: Buffer; text: string }>(sql`
      select halfvec_send(v) as bytes, v::text as text
      from (select '[0,-0.5,1,-2.5,0.333251953125,65504,-65504,6e-8,6.1e-5,5.9e-5]'::halfvec as v) one`)
    const { bytes, text } = rows[0]!
    const numbers = new Float32Array(countHalfvec(bytes))
    readHalfvec(bytes, numbers, 0)
    expect([...numbers]).toEqual((JSON.parse(text) as number[]).map(Math.fround))
  })
})
