import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'
import { storeObject } from '../store-object.js'

const keys = ['a/1.wav', 'a/2%.wav', 'a/3_.wav', 'b/1.wav', 'B/1.wav', 'ä/1.wav']

describe.each(databaseKinds())('objects on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
    for (const key of keys) {
      await storeObject(api, { key, body: Buffer.from(key), codec: 'pcm_s16le' })
    }
    await storeObject(api, { bucket: 'sounds', key: 'a/9.ogg', body: keyBody, codec: 'vorbis' })
  })
  afterAll(() => api.close())
  const keyBody = Buffer.from('9')

  async function list(query: string) {
    const { status, body } = await api.call('GET', `/v1/objects?${query}`)
    expect(status).toBe(200)
    return { keys: body.items.map(({ key }: { key: string }) => key), ...body }
  }

  test('come in the order of S3, bucket by bucket', async () => {
    const { keys, items } = await list('')
    expect(keys).toEqual([
      ...['B/1.wav', 'a/1.wav', 'a/2%.wav', 'a/3_.wav', 'b/1.wav', 'ä/1.wav'],
      'a/9.ogg',
    ])
    expect(items[6]).toEqual({
      id: expect.any(Number),
      bucket: 'sounds',
      key: 'a/9.ogg',
      etag: expect.any(String),
      versionId: null,
      size: 1,
      durationS: 10,
      sampleRate: 48_000,
      channels: 1,
      heardChannel: null,
      codec: 'vorbis',
      lastModified: null,
      recordedAt: null,
      recordedBy: null,
      metadata: {},
      addedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  test('are found by bucket and by how their keys begin, whatever is in these', async () => {
    expect((await list('bucket=sounds')).keys).toEqual(['a/9.ogg'])
    expect((await list('bucket=archive&prefix=a/2%25')).keys).toEqual(['a/2%.wav'])
    expect((await list('prefix=s3://archive/a/3_')).keys).toEqual(['a/3_.wav'])
    expect((await list('bucket=none')).keys).toEqual([])
  })

  test('come page by page', async () => {
    const pages = []
    let cursor = ''
    do {
      const { keys, nextCursor } = await list(`bucket=archive&limit=4${cursor}`)
      pages.push(keys)
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`
    } while (cursor !== '')
    expect(pages).toEqual([
      ['B/1.wav', 'a/1.wav', 'a/2%.wav', 'a/3_.wav'],
      ['b/1.wav', 'ä/1.wav'],
    ])
  })

  test.each([
    ['prefix=a/', 'prefix must be an address'],
    ['limit=0', 'limit must be a whole number'],
    ['cursor=x', 'cursor must be the nextCursor'],
    ['folder=a', 'folder'],
  ])('refuses %s in a sentence', async (query, sentence) => {
    const { status, body } = await api.call('GET', `/v1/objects?${query}`)
    expect(status).toBe(400)
    expect(body.detail).toContain(sentence)
  })

  test('need a key', async () => {
    expect((await api.app.inject({ url: '/v1/objects' })).statusCode).toBe(401)
  })

  test('one of them says which batches heard it, or found it heard', async () => {
    const labelSets = [{ labels: ['dog', 'rain'] }]
    const source = { keys: ['s3://sounds/a/9.ogg'] }
    const { body: batch } = await api.call('POST', '/v1/batches', {
      ...{ name: 'ninth', source, labelSets },
    })
    const { items } = await list('bucket=sounds')
    await api.db.execute(sql`
      with hearing as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
        values (${items[0].id}, ${api.deps.model.id}, 10000, 10000, 1) returning id
      )
      update earmark.items set state = 'done', hearing_id = hearing.id, finished_at = now()
      from hearing where batch_id = ${batch.id}`)
    const { body } = await api.call('GET', `/v1/objects/${items[0].id}`)
    expect(body.batches).toEqual([
      { id: batch.id, name: 'ninth', state: 'done', finishedAt: expect.stringMatching(/Z$/) },
    ])
  })
})
