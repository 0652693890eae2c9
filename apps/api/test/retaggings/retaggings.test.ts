import { claimRetagChunk, completeRetagChunk, noteWorker, upsertModel } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embedLabelSet } from '../../src/label-sets/embed-label-set.js'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s']

describe.each(databaseKinds())('re-tagging on %s', (kind) => {
  let api: TestApi
  let labelSet: { id: number }
  let hearingIds: number[]

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const heard = []
    for (const [index, name] of clips.entries()) {
      const embeddings = [await pool.embed(await readClip(name))]
      const key = `${index < 3 ? 'a' : 'b'}/${name}.wav`
      heard.push(await storeHearing(api, { bucket: 'archive', key, embeddings }))
    }
    hearingIds = heard.map(({ hearingId }) => hearingId)
    labelSet = await scoreHearings(api, hearingIds.slice(0, 1), {
      name: 'house',
      labels: ['dog', 'rain'],
    })
  })
  afterAll(() => api.close())

  const apply = (body?: unknown, id = labelSet.id) =>
    api.call('POST', `/v1/label-sets/${id}/apply`, body)

  test('is taken on with its scope and its number of hearings, and can be followed', async () => {
    const { status, headers, body } = await apply({ prefix: 's3://archive/a/' })
    expect(status).toBe(202)
    expect(headers.location).toBe(`/v1/retaggings/${body.id}`)
    const { id: modelId, name, revision } = api.deps.model
    expect(body).toEqual({
      id: body.id,
      task: 'score',
      state: 'queued',
      labelSet: {
        id: labelSet.id,
        name: 'house',
        version: 1,
        template: 'This is a sound of {}.',
      },
      model: { id: modelId, name, revision },
      hasWorker: false,
      scope: { prefix: 's3://archive/a/', batch: null },
      counts: { hearings: 3, done: 0 },
      code: null,
      reason: null,
      createdAt: expect.stringMatching(/Z$/),
      finishedAt: null,
    })
    expect((await api.call('GET', `/v1/retaggings/${body.id}`)).body).toEqual(body)
  })

  test('says whether a worker runs its model now, or has not been heard of for a while', async () => {
    const { body } = await apply({ prefix: 's3://archive/a/' })
    const read = async () => (await api.call('GET', `/v1/retaggings/${body.id}`)).body
    await noteWorker(api.db, api.deps.model.id)
    expect(await read()).toMatchObject({ hasWorker: true })
    await api.db.execute(
      sql`update earmark.models set worker_seen_at = worker_seen_at - interval '1 minute'`,
    )
    expect(await read()).toMatchObject({ hasWorker: false })
  })

  test('takes no body for everything, a model by name, and names its batch', async () => {
    expect((await apply()).body.counts.hearings).toBe(4)
    const { name, revision } = api.deps.model
    expect((await apply({ model: `${name}@${revision}` })).status).toBe(202)
    const batch = await api.call('POST', '/v1/batches', {
      source: { keys: ['s3://archive/a/x.wav'] },
      labelSets: [{ id: labelSet.id }],
    })
    const { body } = await apply({ batch: batch.body.id })
    expect(body).toMatchObject({
      state: 'done',
      scope: { prefix: null, batch: batch.body.id },
      counts: { hearings: 0, done: 0 },
    })
  })

  test('pauses, resumes where it stopped, and says what its state does not allow', async () => {
    const { id } = (await apply()).body
    const step = (name: string) => api.call('POST', `/v1/retaggings/${id}/${name}`)
    expect((await step('pause')).body.state).toBe('paused')
    expect(await claimRetagChunk(api.db, id)).toBeNull()
    const again = await step('pause')
    expect(again.status).toBe(409)
    expect(again.body.detail).toBe(
      `Re-tagging ${id} is paused and cannot be paused: only one that is queued or running can.`,
    )
    expect((await step('resume')).body.state).toBe('running')
    const chunk = await claimRetagChunk(api.db, id)
    await completeRetagChunk(api.db, chunk!)
    const { body } = await api.call('GET', `/v1/retaggings/${id}`)
    expect(body).toMatchObject({ state: 'done', counts: { hearings: 4, done: 4 } })
    expect((await step('resume')).status).toBe(409)
    const { rows } = await api.db.execute(
      sql`select 1 from earmark.scorings where label_set_id = ${labelSet.id}`,
    )
    expect(rows).toHaveLength(4)
  })

  test('lists the newest first, page by page, or those of a label set', async () => {
    const first = await api.call('GET', `/v1/retaggings?limit=2&labelSet=${labelSet.id}`)
    expect(first.body.items).toHaveLength(2)
    expect(first.body.items[0].id).toBeGreaterThan(first.body.items[1].id)
    const next = await api.call('GET', `/v1/retaggings?limit=2&cursor=${first.body.nextCursor}`)
    expect(next.body.items[0].id).toBe(first.body.items[1].id - 1)
    expect((await api.call('GET', '/v1/retaggings?labelSet=99999')).body.items).toEqual([])
  })

  test('refuses words that another model has never encoded, and takes them once it has', async () => {
    const other = { name: 'other', revision: '1', dtype: 'fp32', sampleRate: 48_000, windowS: 10 }
    const modelId = await upsertModel(api.db, { ...other, kind: 'clap', logitScale: 20 })
    const refused = await apply({ model: 'other' })
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({ code: 'MODEL_UNSUPPORTED', errors: [{ field: 'model' }] })
    expect(refused.body.detail).toMatch(
      /other@1 has never encoded "dog", and the API runs clap-mini/,
    )
    await api.db.execute(sql`
      insert into earmark.label_embeddings (label_id, model_id, embedding)
      select e.label_id, ${modelId}, e.embedding from earmark.label_embeddings e
      join earmark.labels l on l.id = e.label_id where l.label_set_id = ${labelSet.id}`)
    expect((await apply({ model: modelId })).body).toMatchObject({ model: { name: 'other' } })
    await upsertModel(api.db, {
      ...other,
      name: 'ast',
      kind: 'classifier',
      logitScale: null,
      labels: ['yes', 'no'],
      problemType: 'single_label_classification',
    })
    const { status, body } = await apply({ model: 'ast' })
    expect(status).toBe(400)
    expect(body.detail).toMatch(/ast has labels of its own; received "ast"/)
  })

  test.each([
    ['an unknown model', { model: 'nobody' }, 404, 'model', '"nobody"'],
    ['an unknown revision', { model: 'clap-mini@x' }, 404, 'model', 'clap-mini@x'],
    ['an unknown batch', { batch: 999_999 }, 404, 'batch', '999999'],
    [
      'a prefix beside a batch',
      { batch: 1, prefix: 's3://archive/' },
      400,
      'batch',
      'beside prefix',
    ],
    ['a prefix that is no address', { prefix: 'a/' }, 400, 'prefix', 'S3 address'],
    ['no rows kept', { keep: 0 }, 400, 'keep', 'at least 1'],
    ['an unknown field', { labels: [] }, 400, 'labels', 'no field'],
  ])('refuses %s', async (_, body, status, field, words) => {
    const answer = await apply(body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors).toMatchObject([{ field }])
    expect(answer.body.detail).toContain(words)
  })

  test('says that a label set or a re-tagging does not exist', async () => {
    expect((await apply({}, 999_999)).status).toBe(404)
    expect((await api.call('GET', '/v1/retaggings/999999')).status).toBe(404)
    expect((await api.call('POST', '/v1/retaggings/999999/pause')).status).toBe(404)
  })

  test('encodes no prompt twice, whoever asks', async () => {
    const count = async () =>
      (await api.db.execute(sql`select prompt from earmark.text_embeddings`)).rows.length
    const before = await count()
    const { body } = await api.call('GET', `/v1/label-sets/${labelSet.id}`)
    await embedLabelSet(api.deps, body, new AbortController().signal)
    expect(await count()).toBe(before)
  })
})
