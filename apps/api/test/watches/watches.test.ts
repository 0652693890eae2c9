import { listItems, takeWatchEvents } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const labelSets = [{ labels: ['dog', 'rain'] }]

describe.each(databaseKinds())('watches on %s', (kind) => {
  let api: TestApi
  let names = 0
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  const create = async (more: object = {}) =>
    api.call('POST', '/v1/watches', {
      name: `watch ${++names}`,
      source: { prefix: 's3://archive/in/', include: ['*.wav'] },
      labelSets,
      ...more,
    })
  const tell = (body: unknown) => api.call('POST', '/v1/events/s3', body)
  const record = (key: string, more: object = {}, eventName = 'ObjectCreated:Put') => ({
    eventSource: 'aws:s3',
    eventName,
    s3: { bucket: { name: 'archive' }, object: { key, size: 10, eTag: 'e', ...more } },
  })
  const keysOfNextBatches = async () => {
    const keys: string[] = []
    for (const batchId of await takeWatchEvents(api.db))
      for (const { key } of await listItems(api.db, { batchId, limit: 100 })) keys.push(key)
    return keys.sort()
  }

  test('a watch is made, listed, looked at and forgotten', async () => {
    const made = await create({ schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' } })
    expect(made).toMatchObject({
      status: 201,
      body: {
        source: { prefix: 's3://archive/in/', include: ['*.wav'] },
        schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin' },
        labelSets: [{ name: 'dog, rain' }],
        waiting: 0,
        lastBatchId: null,
      },
    })
    const { id } = made.body
    expect((await api.call('GET', '/v1/watches')).body.items[0]).toEqual(made.body)
    expect((await api.call('GET', `/v1/watches/${id}`)).body).toEqual(made.body)
    expect((await api.call('DELETE', `/v1/watches/${id}`)).status).toBe(204)
    expect((await api.call('GET', `/v1/watches/${id}`)).status).toBe(404)
    expect((await api.call('DELETE', `/v1/watches/${id}`)).status).toBe(404)
  })

  test('a wrong schedule is refused, naming what is wrong', async () => {
    for (const [schedule, field] of [
      [{ everyS: 1 }, 'schedule'],
      [{ cron: 'every night' }, 'schedule.cron'],
      [{ cron: '99 * * * *' }, 'schedule.cron'],
      [{ cron: '0 3 * * *', timeZone: 'Mars/Olympus' }, 'schedule.timeZone'],
    ] as const) {
      const { status, body } = await create({ schedule })
      expect([status, body.errors[0].field]).toEqual([400, expect.stringContaining(field)])
    }
    const { body } = await create()
    expect(await create({ name: body.name })).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'name', value: body.name }] },
    })
  })

  test('a watch that is run makes one batch while that is under way', async () => {
    const { id } = (await create()).body
    const run = await api.call('POST', `/v1/watches/${id}/run`)
    expect(run).toMatchObject({
      status: 201,
      body: { watchId: id, state: 'scanning', source: { prefix: 's3://archive/in/' } },
    })
    const again = await api.call('POST', `/v1/watches/${id}/run`)
    expect(again.status).toBe(409)
    expect(again.body.detail).toContain(`Batch ${run.body.id} of watch ${id} has not ended`)
    expect((await api.call('POST', '/v1/watches/999999/run')).status).toBe(404)
    expect((await api.call('GET', `/v1/watches/${id}`)).body.lastBatchId).toBe(run.body.id)
    await api.db.execute(
      sql`update earmark.batches set state = 'completed' where id = ${run.body.id}`,
    )
    expect((await api.call('POST', `/v1/watches/${id}/run`)).status).toBe(201)
  })

  describe('events', () => {
    beforeAll(async () => {
      await api.db.execute(sql`delete from earmark.watches`)
      await create()
    })

    test("S3's own: keys are decoded, and only what is watched is taken", async () => {
      const Records = [
        record('in/a+b%2B%C3%A4.wav'),
        record('in/notes.txt'),
        record('out/c.wav'),
        record('in/gone.wav', {}, 'ObjectRemoved:Delete'),
      ]
      expect(await tell({ Records })).toMatchObject({ status: 200, body: { taken: 1, ignored: 3 } })
      expect(await tell({ Records })).toMatchObject({ body: { taken: 0, ignored: 4 } })
      expect(await keysOfNextBatches()).toEqual(['in/a b+ä.wav'])
    })

    test('without include they take what a scan takes: what is audio by its extension, otherwise by its type', async () => {
      const { storage } = api.deps
      await storage.createBucket('heard')
      const put = (name: string, contentType: string) =>
        storage.putObject({
          bucket: 'heard',
          key: `in/${name}`,
          body: Buffer.from('sound'),
          contentType,
        })
      await put('tape 7', 'audio/flac')
      await put('minutes', 'text/plain')
      await create({ source: { prefix: 's3://heard/in/' } })
      const Records = ['a.flac', 'notes.txt', 'tape+7', 'minutes', 'gone meanwhile'].map((name) => {
        const { s3, ...rest } = record(`in/${name}`)
        return { ...rest, s3: { ...s3, bucket: { name: 'heard' } } }
      })
      expect((await tell({ Records })).body).toEqual({ taken: 3, ignored: 2 })
      expect(await keysOfNextBatches()).toEqual(['in/a.flac', 'in/gone meanwhile', 'in/tape 7'])
    })

    test('an older event that comes late changes nothing', async () => {
      const told = (sequencer: string, eventName?: string) =>
        tell({ Records: [record('in/late.wav', { sequencer, eTag: sequencer }, eventName)] })
      await told('0055AED6DCD90281E5', 'ObjectRemoved:Delete')
      await told('0055AED6DCD90281E4')
      // Shorter, and still the earlier one: it is filled up with zeros.
      await told('0055AED6DCD90281')
      await told('0055AED6DCD90281E500')
      expect(await keysOfNextBatches()).toEqual([])
      await told('0055AED6DD')
      expect(await keysOfNextBatches()).toEqual(['in/late.wav'])
    })

    test('what changes no audio is counted and ignored', async () => {
      const names = [
        'ObjectTagging:Put',
        'ObjectAcl:Put',
        'ObjectRestore:Delete',
        's3:Replication:X',
      ]
      const Records = names.map((name) => record('in/same.wav', {}, name))
      expect((await tell({ Records })).body).toEqual({ taken: 0, ignored: 4 })
      expect(await keysOfNextBatches()).toEqual([])
      await tell({
        Records: [record('in/same.wav', {}, 's3:ObjectCreated:CompleteMultipartUpload')],
      })
      expect(await keysOfNextBatches()).toEqual(['in/same.wav'])
    })

    test('wrapped by SNS, as plain text, with the key as the password', async () => {
      const body = {
        Type: 'Notification',
        Message: JSON.stringify({ Records: [record('in/sns.wav')] }),
      }
      const send = (authorization?: string) =>
        api.app.inject({
          method: 'POST',
          url: '/v1/events/s3',
          headers: {
            'content-type': 'text/plain; charset=UTF-8',
            ...(authorization && { authorization }),
          },
          payload: JSON.stringify(body),
        })
      const refused = await send()
      expect([refused.statusCode, refused.headers['www-authenticate']]).toEqual([
        401,
        'Basic realm="earmark"',
      ])
      const basic = Buffer.from(`earmark:${api.key}`).toString('base64')
      const answer = await send(`Basic ${basic}`)
      expect([answer.statusCode, answer.json()]).toEqual([200, { taken: 1, ignored: 0 }])
      expect(await keysOfNextBatches()).toEqual(['in/sns.wav'])
      // Elsewhere a password is no key, and plain text no JSON.
      const elsewhere = await api.app.inject({
        method: 'GET',
        url: '/v1/batches',
        headers: { authorization: `Basic ${basic}` },
      })
      expect(elsewhere.statusCode).toBe(401)
    })

    test("EventBridge's: keys stand as they are", async () => {
      const event = (key: string, type = 'Object Created') => ({
        source: 'aws.s3',
        'detail-type': type,
        detail: {
          bucket: { name: 'archive' },
          object: { key, size: 1, etag: 'e', 'version-id': 'v', sequencer: '00617F' },
        },
      })
      expect((await tell(event('in/a+b%20.wav'))).body).toEqual({ taken: 1, ignored: 0 })
      await tell(event('in/away.wav', 'Object Deleted'))
      expect(await keysOfNextBatches()).toEqual(['in/a+b%20.wav'])
    })

    test('tests and ends of subscriptions are answered', async () => {
      for (const body of [
        { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'archive' },
        { Type: 'Notification', Message: JSON.stringify({ Event: 's3:TestEvent' }) },
        { Type: 'UnsubscribeConfirmation', SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/' },
      ])
        expect(await tell(body)).toMatchObject({ status: 200, body: { taken: 0, ignored: 0 } })
    })

    test.each([
      'http://sns.eu-west-1.amazonaws.com/',
      'https://sns.eu-west-1.amazonaws.com.evil.example/',
      'https://127.0.0.1/latest/meta-data',
      'https://user@sns.eu-west-1.amazonaws.com/',
      'https://sns.eu-west-1.amazonaws.com:8443/',
      'no address',
    ])('a subscription at %s is not confirmed', async (SubscribeURL) => {
      expect(await tell({ Type: 'SubscriptionConfirmation', SubscribeURL })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'SubscribeURL' }] },
      })
    })

    test('what is no notification is refused with a sentence', async () => {
      for (const body of [
        {},
        { Records: [{}] },
        { Type: 'Notification', Message: '{' },
        { Records: [record('in/%E4.wav')] },
      ])
        expect(await tell(body)).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
    })
  })

  test('old batches are pruned when asked, and not before', async () => {
    const id = (
      await api.call('POST', '/v1/batches', { source: { keys: ['s3://archive/b.wav'] }, labelSets })
    ).body.id
    await api.db.execute(sql`
      update earmark.batches set state = 'completed', finished_at = now() - interval '10 days' where id = ${id}`)
    const prune = (body: object) => api.call('POST', '/v1/prune', body)
    await api.db.execute(
      sql`insert into earmark.deliveries (batch_id, kind) values (${id}, 'webhook')`,
    )
    expect((await prune({ olderThanDays: 9 })).body.batchIds).toEqual([])
    await api.db.execute(sql`update earmark.deliveries set delivered_at = now()`)
    await api.db.execute(sql`
      update earmark.watch_events set is_taken = true, received_at = now() - interval '10 days'`)
    const {
      rows: [known],
    } = await api.db.execute<{ n: number }>(sql`select count(*) as n from earmark.watch_events`)
    const all = { batchIds: [id], events: known?.n }
    expect(known?.n).toBeGreaterThan(0)
    expect((await prune({ olderThanDays: 11 })).body.batchIds).toEqual([])
    expect((await prune({ olderThanDays: 9, dryRun: true })).body).toMatchObject(all)
    expect((await api.call('GET', `/v1/batches/${id}`)).status).toBe(200)
    expect((await prune({ olderThanDays: 9 })).body).toMatchObject(all)
    expect((await prune({ olderThanDays: 9 })).body).toMatchObject({ batchIds: [], events: 0 })
    expect((await api.call('GET', `/v1/batches/${id}`)).status).toBe(404)
    expect((await prune({ olderThanDays: -1 })).status).toBe(400)
  })
})
