import { readFile } from 'node:fs/promises'
import { getBatch, listResults, upsertModel } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningWorker } from '../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from './open-test-worker.js'

describe.each(databaseKinds())('two models on %s', (kind) => {
  let parts: TestWorker
  let worker: RunningWorker
  let labelSetIds: number[]
  let otherId: number

  beforeAll(async () => {
    parts = await openTestWorker({ database: kind, queue: 'postgres' })
    const body = await readFile(new URL('../../../demo/signals/morse.wav', import.meta.url))
    await parts.storage.putObject({ bucket: BUCKET, key: 'a.wav', body })
    labelSetIds = [await parts.labelSet('kinds', ['music', 'speech'])]
    otherId = await upsertModel(parts.db, {
      name: 'other',
      revision: '2',
      dtype: 'fp32',
      kind: 'clap',
      logitScale: 20,
      sampleRate: 48_000,
      windowS: 10,
    })
    worker = await parts.startWorker()
  })
  afterAll(async () => {
    await worker.stop()
    await parts.close()
  })

  const createForeign = async () => {
    const id = await parts.createBatch({ keys: ['a.wav'], labelSetIds })
    // As if it had been made by an API that ran the other model.
    await parts.db.execute(sql`update earmark.batches set model_id = ${otherId} where id = ${id}`)
    return id
  }

  test('a batch of another model waits, and nothing is heard under its name', async () => {
    const foreign = await createForeign()
    const own = await parts.createBatch({ keys: ['a.wav'], labelSetIds })
    await parts.waitFor(own, ['completed'])
    expect(await getBatch(parts.db, own)).toMatchObject({ hasWorker: true })
    expect(await getBatch(parts.db, foreign)).toMatchObject({
      state: 'running',
      hasWorker: false,
      counts: { pending: 1, done: 0 },
    })
    const { rows } = await parts.db.execute(
      sql`select 1 from earmark.hearings where model_id = ${otherId}`,
    )
    expect(rows).toEqual([])
  })

  test('the results of the old model stay while a batch with the new one is unfinished', async () => {
    const own = await parts.createBatch({ keys: ['a.wav'], labelSetIds })
    expect(await parts.waitFor(own)).toMatchObject({ state: 'completed' })
    await worker.stop()
    const foreign = await createForeign()
    const results = async () => {
      const { items } = await listResults(parts.db, { filter: { keyPrefix: 'a' }, limit: 10 })
      return items.map(({ model, label }) => [model, label].join(' ')).sort()
    }
    const old = ['clap-mini music', 'clap-mini speech']
    expect(await results()).toEqual(old)
    // The other model hears the object: half of what it says is there.
    await parts.db.execute(sql`
      with hearing as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
        select object_id, ${otherId}, window_ms, hop_ms, windows from earmark.hearings returning id
      )
      insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
      select hearing.id, l.id, 0.5, 0.1, 0.5, 0 from hearing, earmark.labels l
      where l.label_set_id = ${labelSetIds[0]} and l.name = 'music'`)
    expect((await getBatch(parts.db, foreign))?.state).toBe('running')
    expect(await results()).toEqual([...old, 'other music'])
    worker = await parts.startWorker()
  })
})
