import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const labelSets = [{ labels: ['dog', 'rain'] }]

describe.each(databaseKinds())('sources of batches on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
    await api.deps.storage.createBucket('archive')
    for (const key of ['in/a.wav', 'in/b.mp3', 'in/c.wav'])
      await api.deps.storage.putObject({ bucket: 'archive', key, body: Buffer.alloc(1000) })
  })
  afterAll(() => api.close())

  const create = (source: object, more: object = {}) =>
    api.call('POST', '/v1/batches', { source, labelSets, ...more })

  test.each([
    {
      prefix: 's3://archive/in/',
      include: ['*.wav', '2026/**'],
      exclude: ['**/tmp/**'],
      minSize: 100,
      maxSize: 1e9,
      modifiedAfter: '2026-01-01T00:00:00Z',
      modifiedBefore: '2027-01-01T00:00:00+02:00',
    },
    { manifest: 's3://archive/lists/all.csv.gz' },
    { manifest: 's3://archive/inventory/manifest.json', format: 'inventory' },
  ])('are stored as requested, to be scanned: %j', async (source) => {
    const { status, body } = await create(source)
    expect(status).toBe(201)
    expect(body).toMatchObject({ state: 'scanning', source, counts: { found: 0 } })
  })

  test('may be a manifest in the request, with ETags, versions and sizes', async () => {
    const manifestText = 'bucket,key,etag,version,size\narchive,a b.wav,e1,v1,7\narchive,c.wav,,,\n'
    const { status, body } = await create({ manifestText })
    expect(status).toBe(201)
    expect(body).toMatchObject({ state: 'running', source: { keys: 2 }, counts: { found: 2 } })
    const { rows } = await api.db.execute(
      sql`select key, etag, version_id, size from earmark.items where batch_id = ${body.id} order by seq`,
    )
    expect(rows).toEqual([
      { key: 'a b.wav', etag: 'e1', version_id: 'v1', size: 7 },
      { key: 'c.wav', etag: null, version_id: null, size: null },
    ])
    const again = await api.call('POST', `/v1/batches/${body.id}/retry`, { which: 'missing' })
    const { rows: copied } = await api.db.execute(
      sql`select key, etag, version_id from earmark.items where batch_id = ${again.body.id} order by seq`,
    )
    expect(copied).toEqual([
      { key: 'a b.wav', etag: null, version_id: 'v1' },
      { key: 'c.wav', etag: null, version_id: null },
    ])
  })

  test.each([
    [{ manifestText: 'archive,a\narchive\n' }, 'source.manifestText', 'Line 2'],
    [{ manifestText: '{"key', format: 'ndjson' }, 'source.manifestText', 'Line 1'],
    [{ manifestText: 'bucket,key\n' }, 'source.manifestText', 'names no object'],
    [{ prefix: 's3://archive/', include: ['{a,b'] }, 'source.include[0]', 'without its }'],
    [{ prefix: 's3://archive/', minSize: -1 }, 'source.minSize', 'at least 0'],
    [{ prefix: 's3://archive/', modifiedAfter: 'today' }, 'source.modifiedAfter', 'today'],
    [{ manifest: 's3://archive' }, 'source.manifest', 'must name an object'],
    [{ manifest: 's3://archive/m.csv', format: 'orc' }, 'source.format', 'orc'],
    [{}, 'source', 'must have either a prefix'],
  ])('are refused where they are wrong: %j', async (source, field, message) => {
    const { status, body } = await create(source)
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ field, message: expect.stringContaining(message) })
  })

  test('a dry run counts and estimates, and stores and queues nothing', async () => {
    const source = { prefix: 's3://archive/in/', include: ['*.wav'] }
    await api.db.execute(sql`truncate earmark.objects cascade`)
    const count = async () => {
      const { rows } = await api.db.execute(
        sql`select (select count(*) from earmark.batches) as batches, (select count(*) from earmark.label_sets) as sets`,
      )
      return rows
    }
    const before = await count()
    const choice = [{ labels: ['never stored'] }]
    const first = await create(source, { dryRun: true, labelSets: choice })
    expect(first).toMatchObject({
      status: 200,
      body: {
        found: 2,
        isComplete: true,
        leftOut: 0,
        alreadyHeard: 0,
        bytes: 2000,
        audioS: null,
        windows: null,
        timeS: null,
        examples: ['s3://archive/in/a.wav', 's3://archive/in/c.wav'],
      },
    })
    const { etag } = await api.deps.storage.headObject({ bucket: 'archive', key: 'in/a.wav' })
    await api.db.execute(sql`
      with object as (
        insert into earmark.objects (bucket, key, etag, size, duration_s)
        values ('archive', 'in/a.wav', ${etag}, 1000, 20) returning id
      )
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select id, ${api.deps.model.id}, 10000, 10000, 2 from object`)
    const second = (await create(source, { dryRun: true, labelSets: choice })).body
    expect(second).toMatchObject({ found: 2, alreadyHeard: 1, audioS: 40, windows: 4 })
    const keys = (await create({ keys: ['s3://archive/in/a.wav'] }, { dryRun: true })).body
    expect(keys).toMatchObject({ found: 1, alreadyHeard: 1, audioS: null })
    expect(await count()).toEqual(before)
  })

  test('a dry run says what would fail', async () => {
    const nowhere = { prefix: 's3://no-such-bucket/' }
    expect(await create(nowhere, { dryRun: true })).toMatchObject({
      status: 422,
      body: { code: 'BUCKET_NOT_FOUND' },
    })
    const source = { prefix: 's3://archive/' }
    const unknown = { dryRun: true, labelSets: [{ name: 'no such set' }] }
    expect((await create(source, unknown)).status).toBe(404)
  })

  test('webhooks and reports are stored with the batch, and the secret never comes back', async () => {
    const source = { prefix: 's3://archive/in/' }
    const secret = 'a secret of many letters'
    const webhook = { url: 'http://127.0.0.1:9/hook', secret }
    const { body } = await create(source, { webhook, reportTo: 's3://archive/reports/' })
    expect(body).toMatchObject({ webhookUrl: webhook.url, reportTo: 's3://archive/reports/' })
    expect(JSON.stringify(body)).not.toContain(secret)
    const short = await create(source, { webhook: { url: webhook.url, secret: 'tooshort' } })
    expect(short.status).toBe(400)
    expect(short.body.errors[0].field).toBe('webhook.secret')
    expect(JSON.stringify(short.body)).not.toContain('tooshort')
    for (const weak of ['whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!', `whsec_${'A'.repeat(28)}`]) {
      const refused = await create(source, { webhook: { url: webhook.url, secret: weak } })
      expect(refused.body.errors[0].field).toBe('webhook.secret')
      expect(refused.text).not.toContain(weak)
    }
    const strong = `whsec_${'A'.repeat(32)}`
    expect((await create(source, { webhook: { url: webhook.url, secret: strong } })).status).toBe(
      201,
    )
    const ftp = await create(source, { webhook: { url: 'ftp://127.0.0.1/', secret } })
    expect(ftp.body.errors[0].field).toBe('webhook.url')
  })

  test('buckets that are not allowed are refused before anything is stored', async () => {
    api.deps.allowedBuckets = ['archive']
    const fine = { prefix: 's3://archive/in/' }
    const refused = { status: 422, body: { code: 'ACCESS_DENIED' } }
    for (const source of [
      { prefix: 's3://secrets/' },
      { keys: ['s3://archive/a.wav', 's3://secrets/a.wav'] },
      { manifest: 's3://secrets/app.env' },
      { manifestText: 'secrets,a.wav' },
    ]) {
      expect(await create(source)).toMatchObject(refused)
    }
    expect(await create(fine, { reportTo: 's3://secrets/r.csv' })).toMatchObject(refused)
    const { body } = await create(fine)
    const report = await api.call('POST', `/v1/batches/${body.id}/report`, { to: 's3://secrets/' })
    expect(report).toMatchObject(refused)
    expect(report.body.detail).toContain('ALLOWED_BUCKETS')
    delete api.deps.allowedBuckets
  })
})
