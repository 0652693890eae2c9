import { connect, createServer, type Server, type Socket } from 'node:net'
import {
  databaseKinds,
  findFreePort,
  type RestartableServer,
  startRealPostgres,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectDatabase, type DatabaseConnection } from '../../src/index.js'

describe.runIf(databaseKinds().includes('postgres'))('where connections are lost', () => {
  let server: RestartableServer
  let connection: DatabaseConnection
  let errors: Error[]
  let closers: (() => unknown)[] = []

  beforeAll(async () => {
    server = await startRealPostgres()
    const { pool, close } = connectDatabase({ url: server.url, applicationName: 'test' })
    await pool.query('create table counted (n integer)')
    await close()
  })
  afterAll(() => server.close())
  afterEach(async () => {
    for (const close of closers.reverse()) await close()
    closers = []
  })

  function open(url = server.url) {
    errors = []
    connection = connectDatabase({
      url,
      applicationName: 'victim',
      patienceMs: 60_000,
      onError: (error) => errors.push(error),
    })
    closers.push(() => connection.close())
    return connection.db
  }

  const terminate = async () => {
    const { pool, close } = connectDatabase({ url: server.url, applicationName: 'admin' })
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`,
    )
    await close()
  }

  const count = async (n: number) => {
    const { rows } = await connection.db.execute<{ times: number }>(
      sql`select count(*) as times from counted where n = ${n}`,
    )
    return rows[0]?.times
  }

  test('a transaction whose backend is terminated between its statements is run again', async () => {
    const db = open()
    let runs = 0
    await db.transaction(async (tx) => {
      runs += 1
      await tx.execute(sql`insert into counted values (1)`)
      if (runs === 1) await terminate()
      await tx.execute(sql`select 1`)
    })
    expect([runs, await count(1)]).toEqual([2, 1])
    expect(errors).toHaveLength(1)
  })

  test('a pool whose transactions cannot even begin has all its connections afterwards', async () => {
    const db = open()
    for (let i = 0; i < 20; i += 1) {
      await Promise.all([
        terminate(),
        ...Array.from({ length: 8 }, () => db.transaction((tx) => tx.execute(sql`select 1`))),
      ])
    }
    expect(connection.pool.totalCount).toBeLessThanOrEqual(8)
    const all = Array.from({ length: 8 }, () =>
      db.transaction((tx) => tx.execute(sql`select pg_sleep(0.05)`)),
    )
    await Promise.all(all)
  })

  test('a server that is stopped and started again is waited for', async () => {
    const db = open()
    await db.execute(sql`select 1`)
    await server.stop()
    const asked = db.execute(sql`insert into counted values (2)`)
    const transacted = db.transaction((tx) => tx.execute(sql`insert into counted values (2)`))
    await server.start()
    await Promise.all([asked, transacted])
    expect(await count(2)).toBe(2)
  })

  test.each([
    ['after it was done', 'answer'],
    ['before it was done', 'commit'],
  ] as const)('a commit whose answer is lost %s takes place once', async (_, lost) => {
    const n = lost === 'answer' ? 3 : 4
    const db = open(await losesOne(lost))
    let runs = 0
    const result = await db.transaction(async (tx) => {
      runs += 1
      await tx.execute(sql`insert into counted values (${n})`)
      return `run ${runs}`
    })
    const expected = lost === 'answer' ? 1 : 2
    expect([runs, result, await count(n)]).toEqual([expected, `run ${expected}`, 1])
  })

  test('two transactions that lock each other out both take place', async () => {
    const db = open()
    await db.execute(sql`insert into counted values (10), (11)`)
    const meet = meeting(2)
    const both = [10, 11].map((first) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`update counted set n = n where n = ${first}`)
        await meet()
        await tx.execute(sql`update counted set n = n where n = ${21 - first}`)
        await tx.execute(sql`insert into counted values (12)`)
      }),
    )
    await Promise.all(both)
    expect(await count(12)).toBe(2)
  })

  test('a statement that fails tells neither its text nor its values to a log', async () => {
    const db = open()
    await db.execute(sql`create table named (name text primary key)`)
    const insert = () =>
      db.execute(sql`insert into named select ${'secret-value'} from (values ('secret-text')) v`)
    await insert()
    const error = (await insert().catch((reason: unknown) => reason)) as Error
    expect(error.message).toBe('duplicate key value violates unique constraint "named_pkey"')
    expect(JSON.stringify(error) + error.stack).not.toContain('secret')
  })

  test('a statement beyond its time is cancelled, and its connection is used no more', async () => {
    const slow = connectDatabase({
      url: server.url,
      applicationName: 'victim',
      statementTimeoutMs: 200,
    })
    closers.push(() => slow.close())
    await expect(slow.db.execute(sql`select pg_sleep(60)`)).rejects.toMatchObject({ code: '57014' })
    await expect(
      slow.db.transaction((tx) => tx.execute(sql`select pg_sleep(60)`)),
    ).rejects.toMatchObject({ code: '57014' })
    expect((await slow.db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }])
  })

  /** A way to the server that breaks once: before a commit reaches it, or before its answer comes back. */
  async function losesOne(what: 'commit' | 'answer'): Promise<string> {
    const { port } = new URL(server.url)
    let isWhole = true
    const proxy = createServer((client) => {
      const upstream = connect(Number(port), '127.0.0.1')
      let isCommitting = false
      const cut = () => {
        isWhole = false
        client.destroy()
        upstream.destroy()
      }
      client.on('data', (data) => {
        isCommitting = isWhole && data.includes('commit')
        if (isCommitting && what === 'commit') cut()
        else upstream.write(data)
      })
      upstream.on('data', (data) => {
        if (isCommitting) cut()
        else client.write(data)
      })
      for (const socket of [client, upstream] as Socket[]) {
        socket.on('error', () => {})
        socket.on('close', () => {
          client.destroy()
          upstream.destroy()
        })
      }
    })
    return `postgres://earmark@127.0.0.1:${await listen(proxy)}/postgres`
  }

  async function listen(proxy: Server): Promise<number> {
    const port = await findFreePort()
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve))
    closers.unshift(() => void proxy.close())
    return port
  }
})

/** Lets the first `size` callers go on together; later ones are not held up. */
function meeting(size: number): () => Promise<void> {
  let arrived = 0
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return async () => {
    arrived += 1
    if (arrived === size) open()
    await opened
  }
}
