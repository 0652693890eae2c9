import { openTestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { connectDatabase } from '../../src/index.js'

const COUNT = 'select 9007199254740991::bigint as count'

test('64-bit integers are numbers here, and what pg makes of them on any other connection of the process', async () => {
  const server = await openTestDatabase('embedded')
  onTestFinished(() => server.close())
  const { db, pool, close } = connectDatabase({ url: server.url, applicationName: 'test' })
  onTestFinished(close)
  const other = new pg.Client(server.url)
  await other.connect()
  onTestFinished(() => other.end())
  expect((await db.execute(sql.raw(COUNT))).rows).toEqual([{ count: 9007199254740991 }])
  expect((await pool.query(COUNT)).rows).toEqual([{ count: 9007199254740991 }])
  expect((await other.query(COUNT)).rows).toEqual([{ count: '9007199254740991' }])
})
