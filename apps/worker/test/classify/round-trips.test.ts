import { createLearner } from '@earmark/core'
import { claimChunks, connectDatabase, listItems } from '@earmark/db'
import { databaseKinds, noteStatements } from '@earmark/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { makeTone } from '../../../../test/faults/make-tone.js'
import { CircuitBreaker } from '../../src/buckets/circuit-breaker.js'
import { classifyChunk } from '../../src/classify/classify-chunk.js'
import { createEnsureLabelEmbeddings } from '../../src/labels/ensure-label-embeddings.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'
import { openClassifyDeps } from './open-classify-deps.js'

/** Each is a way to Postgres and back, which a small batch waits for: may grow with what a chunk does, never unnoticed. */
const OF_A_CHUNK = 30
/** Whether samples that are equal to these were heard before, asked while the next ones are decoded. */
const OF_AN_OBJECT = 1

describe.each(databaseKinds())('a chunk, on %s Postgres', (database) => {
  let parts: TestWorker
  let labelSetId: number
  beforeAll(async () => {
    parts = await openTestWorker({ database, queue: 'postgres' })
    labelSetId = await parts.labelSet('tones', ['siren', 'flute'])
    for (let n = 0; n < 11; n += 1) {
      const body = makeTone(n)
      await parts.storage.putObject({ bucket: BUCKET, key: `tone-${n}.wav`, body })
    }
  })
  afterAll(() => parts.close())

  /** Statements from taking a chunk to its end, as they go over the wire. */
  async function countStatements(from: number, to: number): Promise<string[]> {
    const { pool, db, close } = connectDatabase({
      url: parts.config.DATABASE_URL,
      applicationName: 'counted',
    })
    onTestFinished(close)
    const statements = noteStatements(pool)
    const { deps } = await openClassifyDeps(parts)
    const logger = pino({ level: 'silent' })
    const counted = {
      ...deps,
      db,
      breaker: new CircuitBreaker({ db, logger }),
      ensureLabelEmbeddings: createEnsureLabelEmbeddings({
        db,
        pool: deps.pool,
        learner: createLearner(),
      }),
    }
    const keys = Array.from({ length: to - from }, (_, n) => `tone-${from + n}.wav`)
    const batchId = await parts.createBatch({ keys, labelSetIds: [labelSetId] })
    const [chunk] = await claimChunks(parts.db, [{ batchId, size: 16, chunks: 1 }])
    await classifyChunk(counted, { batchId, chunkId: chunk!.id }, new AbortController().signal)
    const items = await listItems(parts.db, { batchId, limit: 20 })
    expect(items.map(({ state }) => state)).toEqual(keys.map(() => 'done'))
    return statements
  }

  test('takes no more statements than it does, and one more for each object', async () => {
    // Whoever is first encodes the label set's words.
    await countStatements(0, 1)
    for (const [from, to] of [
      [1, 3],
      [3, 11],
    ] as const) {
      const statements = await countStatements(from, to)
      const most = OF_A_CHUNK + OF_AN_OBJECT * (to - from)
      expect(statements.length, statements.join('\n\n')).toBeLessThanOrEqual(most)
    }
  })
})
