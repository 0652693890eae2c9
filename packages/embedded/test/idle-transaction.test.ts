import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { IdleWatch } from '../src/postgres/idle-watch.js'
import { servePostgres } from '../src/postgres/serve-postgres.js'
import { SharedSession } from '../src/postgres/shared-session.js'

const IDLE_MS = 1_000
let db: PGlite
let server: ReturnType<typeof servePostgres>

beforeAll(async () => {
  db = await PGlite.create()
  const fail = (error: Error) => {
    throw error
  }
  server = servePostgres(await SharedSession.create(db, fail, new IdleWatch(IDLE_MS)), 'secret')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await db.close()
})

async function connectClient(): Promise<pg.Client> {
  const { port } = server.address() as AddressInfo
  const client = new pg.Client(`postgres://postgres:secret@127.0.0.1:${port}/postgres`)
  client.on('error', () => undefined)
  await client.connect()
  return client
}

test('an idle transaction is ended for those who wait, however many more come meanwhile', async () => {
  const [idler, ...others] = await Promise.all(Array.from({ length: 21 }, connectClient))
  const isEvicted = new Promise((resolve) => idler?.once('end', () => resolve(true)))
  await idler?.query('begin')
  const answers: Promise<unknown>[] = []
  for (const other of others) {
    answers.push(other.query('select 1'))
    await sleep(IDLE_MS / 10)
  }
  expect(await Promise.race([isEvicted, sleep(IDLE_MS / 2, false)])).toBe(true)
  await Promise.all(answers)
  await Promise.all(others.map((other) => other.end()))
})
