import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const LABELS = ['dog', 'rain']

/** Statements that an answer waits for, one after the other: may grow with what a route does, never unnoticed. */
const READS: [path: string, most: number][] = [
  ['batches/1', 1],
  ['batches?limit=20', 1],
  ['batches/1/items?limit=50', 2],
  ['results?label=rain&limit=50', 1],
  // Where there is none, why.
  ['results?label=rain&minProbability=1&limit=50', 4],
  // Of a label that nothing has calibrated, and why there is none.
  ['detections?label=rain&limit=20', 3],
  ['objects?limit=50', 1],
  ['objects/1', 2],
  ['label-sets', 1],
  ['models', 1],
]
/** How many batches are under way, begin, its label set, the batch, what it is like, whether it is to be asked for, commit, audit. */
const OF_A_BATCH = 8
/** What comes with a key: whether it has an answer, its lock's time, the key, the time taken back, and the answer. */
const OF_AN_IDEMPOTENCY_KEY = 5

describe.each(databaseKinds())('a request, on %s Postgres', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const embeddings = [await pool.embed(await readClip('chirp_5s'))]
    const { hearingId } = await storeHearing(api, { bucket: 'archive', key: 'a.wav', embeddings })
    await scoreHearings(api, [hearingId], { name: 'house', labels: LABELS })
    await submit()
  })
  afterAll(() => api.close())

  function submit(headers: Record<string, string> = {}) {
    const source = { keys: ['s3://archive/a.wav'] }
    return api.call('POST', '/v1/batches', { source, labelSets: [{ labels: LABELS }] }, headers)
  }

  /** What it sent to Postgres, its key being known. */
  async function statementsOf(
    ask: () => Promise<{ status: number }>,
    status: number,
  ): Promise<string[]> {
    const before = api.statements.length
    expect(await ask()).toMatchObject({ status })
    return api.statements.slice(before)
  }

  test.each(READS)('GET /v1/%s takes %i statements at most', async (path, most) => {
    const statements = await statementsOf(() => api.call('GET', `/v1/${path}`), 200)
    expect(statements.length, statements.join('\n\n')).toBeLessThanOrEqual(most)
  })

  test('a batch of a list takes no more statements than it does, under an Idempotency-Key either', async () => {
    const plain = await statementsOf(() => submit(), 201)
    expect(plain.length, plain.join('\n\n')).toBeLessThanOrEqual(OF_A_BATCH)
    const kept = await statementsOf(() => submit({ 'idempotency-key': 'once' }), 201)
    const most = OF_A_BATCH + OF_AN_IDEMPOTENCY_KEY
    expect(kept.length, kept.join('\n\n')).toBeLessThanOrEqual(most)
  })
})
