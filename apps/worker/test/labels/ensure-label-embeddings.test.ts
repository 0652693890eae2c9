import { defaultModelDir } from '@earmark/config'
import { createLearner, readModel } from '@earmark/core'
import {
  connectDatabase,
  createLabelSet,
  type Database,
  listUnreadyLabels,
  migrateDatabase,
  upsertModel,
} from '@earmark/db'
import { createInferencePool, type InferencePool } from '@earmark/inference'
import { openTestDatabase } from '@earmark/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createEnsureLabelEmbeddings } from '../../src/labels/ensure-label-embeddings.js'

let pool: InferencePool
let db: Database
let modelId: number
let close: () => Promise<void>
const sets: number[] = []

beforeAll(async () => {
  const database = await openTestDatabase('embedded')
  const connection = connectDatabase({ url: database.url, applicationName: 'test' })
  await migrateDatabase(connection.pool)
  db = connection.db
  const model = await readModel(defaultModelDir)
  if (model.kind !== 'clap') throw new Error('the embedded model takes any words')
  modelId = await upsertModel(db, { ...model, windowS: model.windowSeconds })
  pool = await createInferencePool({ modelDir: defaultModelDir, processes: 1 })
  for (const set of ['shared', 'lonely']) {
    const labels = Array.from({ length: 40 }, (_, n) => ({
      name: `${n}`,
      prompts: [`${set} sound ${n}`],
    }))
    const { id } = await createLabelSet(db, { name: set, template: '{}', labels })
    sets.push(id)
  }
  close = async () => {
    await pool.close()
    await connection.close()
    await database.close()
  }
})
afterAll(() => close())

/** With the child held back, so that nothing is ready before the test says so. */
async function whileHeld(work: () => Promise<void>): Promise<void> {
  const [pid] = pool.pids()
  process.kill(pid!, 'SIGSTOP')
  try {
    await work()
  } finally {
    process.kill(pid!, 'SIGCONT')
  }
}

test('a cancelled batch takes no other with it that waits for the same labels', async () => {
  const embedTexts = vi.spyOn(pool, 'embedTexts')
  const ensure = createEnsureLabelEmbeddings({ db, pool, learner: createLearner() })
  const work = { modelId, labelSetIds: [sets[0]!] }
  const cancelled = new AbortController()
  let first!: Promise<void>
  let second!: Promise<void>
  await whileHeld(async () => {
    first = ensure(work, cancelled.signal)
    second = ensure(work, new AbortController().signal)
    await vi.waitFor(() => expect(embedTexts).toHaveBeenCalled())
    cancelled.abort('cancelled')
    await expect(first).rejects.toBe('cancelled')
  })
  await second
  expect(embedTexts).toHaveBeenCalledTimes(1)
  expect(await listUnreadyLabels(db, { modelId, labelSetId: sets[0]! })).toEqual([])
})

test('work that nobody waits for any more is stopped, and begun anew for who comes next', async () => {
  const embedTexts = vi.spyOn(pool, 'embedTexts').mockClear()
  const ensure = createEnsureLabelEmbeddings({ db, pool, learner: createLearner() })
  const work = { modelId, labelSetIds: [sets[1]!] }
  await whileHeld(async () => {
    const cancelled = new AbortController()
    const both = [ensure(work, cancelled.signal), ensure(work, cancelled.signal)]
    await vi.waitFor(() => expect(embedTexts).toHaveBeenCalled())
    cancelled.abort('cancelled')
    for (const one of both) await expect(one).rejects.toBe('cancelled')
    const answer = embedTexts.mock.results[0]!.value as Promise<unknown>
    await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' })
  })
  await ensure(work, new AbortController().signal)
  expect(await listUnreadyLabels(db, { modelId, labelSetId: sets[1]! })).toEqual([])
})
