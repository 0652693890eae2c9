import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  addReport,
  cancelBatch,
  createBatch,
  failBatch,
  finishBatches,
  listDeliveries,
  settleCancelledBatches,
} from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAddressGuard } from '../../src/deliver/create-address-guard.js'
import { deliver } from '../../src/deliver/deliver.js'
import { signWebhook } from '../../src/deliver/sign-webhook.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'

const webhooks = createAddressGuard(['127.0.0.1'])
const SECRET = 'a secret of many letters'
type Received = { path: string; headers: IncomingHttpHeaders; body: string }

describe.each(databaseKinds())('deliveries on %s', (database) => {
  let parts: TestWorker
  let receiver: Server
  let url: string
  let labelSetIds: number[]
  let received: Received[] = []
  /** What the receiver answers, request by request; then 204. */
  let answers: { status: number; location?: string }[] = []
  beforeAll(async () => {
    parts = await openTestWorker({ database, queue: 'postgres' })
    labelSetIds = [await parts.labelSet('kinds', ['music', 'speech'])]
    receiver = createServer(async (request, response) => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: await text(request),
      })
      const { status, location } = answers.shift() ?? { status: 204 }
      response.writeHead(status, location === undefined ? {} : { location }).end()
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    receiver.close()
    await parts.close()
  })
  beforeEach(async () => {
    received = []
    answers = []
    await parts.db.execute(sql`delete from earmark.batches`)
  })

  const create = (more: object) =>
    createBatch(parts.db, {
      name: 'nightly',
      source: { keys: 2 },
      modelId: parts.modelId,
      windowMs: 10_000,
      hopMs: 10_000,
      priority: 5,
      keepTop: null,
      apiKeyId: null,
      labelSetIds,
      objects: ['=a.wav', 'b.wav'].map((key) => ({ bucket: BUCKET, key })),
      ...more,
    })
  const withWebhook = () => create({ webhook: { url: `${url}/hook`, secret: SECRET } })
  async function finish(batchId: number) {
    await parts.db.execute(
      sql`insert into earmark.batch_counters (batch_id, shard, done) values (${batchId}, 0, 2)`,
    )
    await finishBatches(parts.db)
  }
  const round = (signal = new AbortController().signal) =>
    deliver({ ...parts, logger: pino({ level: 'silent' }), webhooks }, signal)
  const makeDue = () => parts.db.execute(sql`update earmark.deliveries set due_at = now()`)
  const only = async (batchId: number) => {
    const deliveries = await listDeliveries(parts.db, batchId)
    expect(deliveries).toHaveLength(1)
    return deliveries[0]!
  }

  test('a webhook tells the end of a batch once, signed', async () => {
    const batchId = await withWebhook()
    expect(await round()).toBe(0)
    await finish(batchId)
    expect(await round()).toBe(1)
    expect(await round()).toBe(0)
    const [{ path, headers, body }] = received as [Received]
    expect(path).toBe('/hook')
    expect(JSON.parse(body)).toMatchObject({
      type: 'batch.completed',
      data: { id: batchId, name: 'nightly', state: 'completed', counts: { done: 2 } },
    })
    const { id } = await only(batchId)
    expect(headers['webhook-id']).toBe(id)
    const signed = `${id}.${headers['webhook-timestamp']}.${body}`
    const signature = createHmac('sha256', SECRET).update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
    expect(body).not.toContain(SECRET)
  })

  test('a webhook that was not taken comes again, with the same id, until it is', async () => {
    const batchId = await withWebhook()
    await finish(batchId)
    answers = [{ status: 500 }, { status: 404 }]
    await round()
    expect(await only(batchId)).toMatchObject({
      state: 'waiting',
      attempts: 1,
      message: expect.stringContaining('answered with status 500'),
    })
    expect(await round()).toBe(0)
    await makeDue()
    await round()
    await makeDue()
    await round()
    expect(await only(batchId)).toMatchObject({ state: 'delivered', attempts: 3, message: null })
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(received).toHaveLength(3)
  })

  test('a webhook is given up after a day, or when its receiver says that it is gone', async () => {
    const first = await withWebhook()
    await finish(first)
    answers = [{ status: 410 }]
    await round()
    expect(await only(first)).toMatchObject({ state: 'failed' })
    const second = await withWebhook()
    await finish(second)
    answers = [{ status: 503 }]
    await parts.db.execute(
      sql`update earmark.deliveries set created_at = now() - interval '25 hours' where batch_id = ${second}`,
    )
    await round()
    expect(await only(second)).toMatchObject({ state: 'failed' })
  })

  test('a webhook does not follow redirects', async () => {
    const batchId = await withWebhook()
    await finish(batchId)
    answers = [{ status: 302, location: `${url}/elsewhere` }]
    await round()
    expect(received.map(({ path }) => path)).toEqual(['/hook'])
    expect(await only(batchId)).toMatchObject({ state: 'waiting' })
  })

  test('a receiver on an internal network is not visited, and the delivery says what to do', async () => {
    let visits = 0
    const neighbour = createServer((_, response) => {
      visits++
      response.end()
    }).listen(0, '127.0.0.2')
    await once(neighbour, 'listening')
    const { port } = neighbour.address() as AddressInfo
    const urls = [`http://127.0.0.2:${port}/`, 'http://127.0.0.2:9/']
    const ids = []
    for (const internal of urls) {
      const batchId = await create({ webhook: { url: internal, secret: SECRET } })
      await finish(batchId)
      ids.push(batchId)
    }
    await round()
    for (const [i, batchId] of ids.entries()) {
      const { host } = new URL(urls[i]!)
      // The same where somebody listens and where nobody does.
      expect(await only(batchId)).toMatchObject({
        state: 'failed',
        message: `${host} is on an internal network, where webhooks do not go. Whoever runs Earmark names it in WEBHOOK_ALLOW to allow it.`,
      })
    }
    neighbour.close()
    expect(visits).toBe(0)
  })

  test('a receiver that is not there is named, and waited for', async () => {
    const batchId = await create({ webhook: { url: 'http://127.0.0.1:9/', secret: SECRET } })
    await finish(batchId)
    await round()
    expect(await only(batchId)).toMatchObject({
      state: 'waiting',
      message: expect.stringContaining('127.0.0.1:9 cannot be reached'),
    })
  })

  test('cancelled and failed batches are told as well', async () => {
    const cancelled = await withWebhook()
    await cancelBatch(parts.db, cancelled)
    await settleCancelledBatches(parts.db)
    const failed = await withWebhook()
    await failBatch(parts.db, { batchId: failed, code: 'BUCKET_NOT_FOUND', reason: 'Not there.' })
    await round()
    const types = received.map(({ body }) => JSON.parse(body).type)
    expect(types.sort()).toEqual(['batch.cancelled', 'batch.failed'])
  })

  test('several workers deliver each thing once', async () => {
    for (let i = 0; i < 12; i++) await finish(await withWebhook())
    await Promise.all([round(), round(), round()])
    await round()
    const ids = received.map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(12)
    expect(new Set(ids).size).toBe(12)
  })

  test('reports are written to S3 at the end and on request', async () => {
    const batchId = await create({ reportTo: `s3://${BUCKET}/reports` })
    await addReport(parts.db, batchId, `s3://${BUCKET}/now.ndjson`)
    await finish(batchId)
    expect(await round()).toBe(2)
    const read = async (key: string) => {
      const { body, contentType } = await parts.storage.openObject({ bucket: BUCKET, key })
      return { contentType, body: await text(body) }
    }
    const csv = await read(`reports/batch-${batchId}.csv`)
    expect(csv.contentType).toBe('text/csv; charset=utf-8')
    expect(csv.body.split('\n').slice(1)).toEqual([
      `${BUCKET},'=a.wav,,pending,,,0,,`,
      `${BUCKET},b.wav,,pending,,,0,,`,
      '',
    ])
    const { body } = await read('now.ndjson')
    expect(
      body
        .split('\n')
        .slice(0, 2)
        .map((line) => JSON.parse(line).key),
    ).toEqual(['=a.wav', 'b.wav'])
  })

  test('a report for a bucket that is not there fails and says so', async () => {
    const batchId = await create({})
    await addReport(parts.db, batchId, 's3://no-such-bucket/')
    await round()
    expect(await only(batchId)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('no-such-bucket'),
    })
  })
})

test("signs as the standard's own example does", () => {
  // https://github.com/standard-webhooks/standard-webhooks, libraries/javascript/README.md
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestampS: 1_614_265_330,
    body: '{"test": 2432232314}',
  }
  expect(signWebhook(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})
