import { databaseKinds, openTestDatabase } from '@earmark/testing'
import { type SQL, sql } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NamedStatements } from '../../src/connection/named-statements.js'
import { connectDatabase, type Database } from '../../src/index.js'

const QUESTION = 'select $1::integer as n'

function ask(statements: NamedStatements, text: string, times: number) {
  return Array.from({ length: times }, () => statements.nameOf(text))
}

const failed = (code: string, message = '') => Object.assign(new Error(message), { code })

describe('names of statements', () => {
  test('come with the third time, are those of the text, and are never those of another', () => {
    const statements = new NamedStatements()
    expect(ask(statements, QUESTION, 2)).toEqual([undefined, undefined])
    const [name] = ask(statements, QUESTION, 1)
    expect(name).toMatch(/^em_[\w-]{22}$/)
    expect(ask(new NamedStatements(), QUESTION, 3)[2]).toBe(name)
    expect(ask(statements, `${QUESTION} `, 3)[2]).not.toBe(name)
  })

  test('are given to what reads and writes rows, not to what begins and ends transactions', () => {
    const statements = new NamedStatements()
    for (const text of ['begin', 'commit', 'savepoint sp1', 'set local lock_timeout to default']) {
      expect(ask(statements, text, 9).at(-1)).toBeUndefined()
    }
    for (const text of ['\n  with a as (select 1)', 'Insert into t', 'update t', 'delete from t']) {
      expect(ask(statements, text, 3).at(-1)).toBeDefined()
    }
  })

  test('are 256 at most, so that no connection grows by what is asked of it', () => {
    const statements = new NamedStatements()
    const names = Array.from({ length: 1000 }, (_, n) => ask(statements, `select ${n}`, 3)[2])
    expect(new Set(names.filter((name) => name !== undefined)).size).toBe(256)
  })

  test('are not used for ten minutes where a session does not know them, or knows them already', () => {
    for (const code of ['26000', '42P05']) {
      let now = 0
      const statements = new NamedStatements(() => now)
      const name = ask(statements, QUESTION, 3)[2]
      statements.noteError(failed(code), QUESTION)
      now = 599_999
      expect(statements.nameOf(QUESTION)).toBeUndefined()
      now = 600_000
      expect(statements.nameOf(QUESTION)).toBe(name)
    }
  })

  test('are not used again for a statement whose columns have changed, and for others still', () => {
    const statements = new NamedStatements()
    const other = 'select 2'
    for (const text of [QUESTION, other]) ask(statements, text, 3)
    statements.noteError(failed('0A000', 'cached plan must not change result type'), QUESTION)
    statements.noteError(failed('0A000', 'this is not supported'), other)
    statements.noteError(failed('23505'), other)
    expect(statements.nameOf(QUESTION)).toBeUndefined()
    expect(statements.nameOf(other)).toBeDefined()
  })
})

describe.each(databaseKinds())('statements that are asked often, on %s Postgres', (kind) => {
  /** One connection, whose statements can be looked at. */
  async function open(preparesStatements: boolean) {
    const server = await openTestDatabase(kind)
    onTestFinished(() => server.close())
    const options = { url: server.url, applicationName: 'test', maxConnections: 1 }
    const { db, pool, close } = connectDatabase({ ...options, preparesStatements })
    onTestFinished(close)
    await pool.query('create table words (n integer, word text)')
    await pool.query(`insert into words values (1, 'rain'), (2, 'siren')`)
    return { db, pool }
  }

  const words = (n: number): SQL => sql`select * from words where n = ${n}`

  async function prepared(db: Database): Promise<string[]> {
    const { rows } = await db.execute<{ statement: string }>(
      sql`select statement from pg_prepared_statements where statement like '%words%'`,
    )
    return rows.map(({ statement }) => statement)
  }

  test('are prepared once, and answer as before', async () => {
    const { db } = await open(true)
    for (const n of [1, 2, 1, 2, 1, 2, 1, 2]) {
      const { rows } = await db.execute(words(n))
      expect(rows).toEqual([{ n, word: n === 1 ? 'rain' : 'siren' }])
    }
    await db.transaction(async (tx) => expect((await tx.execute(words(1))).rows).toHaveLength(1))
    expect(await prepared(db)).toEqual(['select * from words where n = $1'])
  })

  test('are prepared by nobody who has not asked for it', async () => {
    const { db } = await open(false)
    for (const n of [1, 2, 1, 2]) await db.execute(words(n))
    expect(await prepared(db)).toEqual([])
  })

  test('are answered after a migration has changed their columns, in a transaction too', async () => {
    const { db, pool } = await open(true)
    for (const n of [1, 2, 1]) await db.execute(words(n))
    await pool.query('alter table words add heard boolean')
    expect((await db.execute(words(1))).rows).toEqual([{ n: 1, word: 'rain', heard: null }])
    const counted = sql`update words set heard = true where n = ${2} returning *`
    for (let i = 0; i < 3; i += 1) await db.execute(counted)
    await pool.query('alter table words drop word')
    let runs = 0
    const rows = await db.transaction(async (tx) => {
      runs += 1
      await tx.execute(sql`insert into words values (3, false)`)
      return (await tx.execute(counted)).rows
    })
    expect([runs, rows]).toEqual([2, [{ n: 2, heard: true }]])
    expect((await db.execute(words(3))).rows).toEqual([{ n: 3, heard: false }])
  })

  test('are answered where their session has forgotten them', async () => {
    const { db, pool } = await open(true)
    for (const n of [1, 2, 1]) await db.execute(words(n))
    await pool.query('deallocate all')
    expect((await db.execute(words(2))).rows).toEqual([{ n: 2, word: 'siren' }])
  })
})
