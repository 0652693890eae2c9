import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import {
  connectDatabase,
  createApiKey,
  type DatabaseConnection,
  migrateDatabase,
} from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import {
  databaseKinds,
  openTestDatabase,
  openTestStorage,
  type TestDatabase,
  type TestStorage,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { exitOf, readyUrl, run } from '../../run-program.js'

/** A queue that takes connections and never says a word: the API waits for it between commit and answer. */
async function startSilentQueue(): Promise<{ server: Server; url: string; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, sockets, url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe.each(databaseKinds())('an API that is killed on %s', (kind) => {
  let database: TestDatabase
  let storage: TestStorage
  let connection: DatabaseConnection
  let queue: Awaited<ReturnType<typeof startSilentQueue>>
  let key: string
  beforeAll(async () => {
    ;[database, storage, queue] = await Promise.all([
      openTestDatabase(kind),
      openTestStorage(),
      startSilentQueue(),
    ])
    const s3 = createObjectStorage(storage)
    await s3.createBucket('archive')
    s3.close()
    connection = connectDatabase({ url: database.url, applicationName: 'test' })
    await migrateDatabase(connection.pool)
    ;({ key } = await createApiKey(connection.db, { name: 'test' }))
  })
  afterAll(async () => {
    await connection.close()
    for (const socket of queue.sockets) socket.destroy()
    queue.server.close()
    await Promise.all([database.close(), storage.close()])
  })

  const start = () =>
    run({
      DATABASE_URL: database.url,
      QUEUE_URL: queue.url,
      S3_ENDPOINT: storage.endpoint,
      AWS_ACCESS_KEY_ID: storage.accessKeyId,
      AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
      API_PORT: '0',
    })
  const post = (url: string) =>
    fetch(`${url}/v1/batches`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': 'one user action',
      },
      body: JSON.stringify({
        source: { prefix: 's3://archive/' },
        labelSets: [{ labels: ['dog', 'rain'] }],
      }),
    })
  const batchIds = async () =>
    (await connection.db.execute<{ id: number }>(sql`select id from earmark.batches`)).rows.map(
      ({ id }) => id,
    )

  test('between commit and answer has made one batch, and the next one answers for it', async () => {
    const killed = start()
    const firstAnswer = post(await readyUrl(killed)).then(
      ({ status }) => status,
      () => 'no answer',
    )
    await vi.waitUntil(async () => (await batchIds()).length > 0, { timeout: 60_000, interval: 5 })
    killed.child.kill('SIGKILL')
    await exitOf(killed)
    expect(await firstAnswer).toBe('no answer')

    const next = start()
    const answer = await post(await readyUrl(next))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('idempotent-replayed')).toBe('true')
    const [id, ...others] = await batchIds()
    expect(others).toEqual([])
    expect(answer.headers.get('location')).toBe(`/v1/batches/${id}`)
    expect(await answer.json()).toMatchObject({ id, state: 'scanning' })
    next.child.kill('SIGKILL')
    await exitOf(next)
  })
})
