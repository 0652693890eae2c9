import { connectDatabase, migrateDatabase, readSchemaState } from '@earmark/db'
import { connectQueue } from '@earmark/queue'
import {
  databaseKinds,
  type RestartableServer,
  startPgbouncer,
  startRealPostgres,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

describe.runIf(databaseKinds().includes('postgres'))('behind PgBouncer', () => {
  let postgres: RestartableServer
  const closers: (() => unknown)[] = []
  let transactionUrl: string
  let sessionUrl: string

  beforeAll(async () => {
    postgres = await startRealPostgres()
    for (const mode of ['transaction', 'session'] as const) {
      const bouncer = await startPgbouncer(postgres.url, mode)
      closers.push(bouncer.close)
      if (mode === 'transaction') transactionUrl = bouncer.url
      else sessionUrl = bouncer.url
    }
  })
  afterAll(async () => {
    for (const close of closers.reverse()) await close()
    await postgres.close()
  })

  function open(
    url: string,
    options: { statementTimeoutMs?: number; preparesStatements?: boolean } = {},
  ) {
    const connection = connectDatabase({ url, applicationName: 'test', ...options })
    closers.push(connection.close)
    return connection
  }

  function openQueue(url: string) {
    const errors: Error[] = []
    const queue = connectQueue({ url, onError: (error) => errors.push(error) })
    closers.push(queue.close)
    return { queue, errors }
  }

  test('five that migrate an empty database at once in transaction mode make its schema once', async () => {
    const migrating = Array.from({ length: 5 }, () =>
      open(transactionUrl, { statementTimeoutMs: 0 }),
    )
    await Promise.all(migrating.map(({ pool }) => migrateDatabase(pool)))
    expect(await readSchemaState(open(transactionUrl).db)).toMatchObject({ status: 'current' })
  })

  test('a transaction has its time limit in transaction mode, and leaves it to nobody', async () => {
    const hasty = open(transactionUrl, { statementTimeoutMs: 500 })
    await expect(
      hasty.db.transaction((tx) => tx.execute(sql`select pg_sleep(60)`)),
    ).rejects.toThrow(/statement timeout|Query read timeout/)
    const others = open(transactionUrl, { statementTimeoutMs: 0 })
    const { rows } = await others.db.execute(sql`show statement_timeout`)
    expect(rows).toEqual([{ statement_timeout: '0' }])
  })

  test('statements that are asked often are answered in transaction mode, which keeps none of them, and done once', async () => {
    const direct = open(postgres.url)
    await direct.pool.query('create table asked (n integer)')
    // Each hands the sessions that the other has named its statements in on to it.
    const pools = [0, 1].map(() => open(transactionUrl, { preparesStatements: true }))
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        pools.flatMap(({ db }) =>
          Array.from({ length: 8 }, (_, n) =>
            db.transaction(async (tx) => {
              await tx.execute(sql`insert into asked values (${n})`)
              await tx.execute(sql`select count(*) from asked where n = ${n}`)
            }),
          ),
        ),
      )
    }
    const { rows } = await direct.db.execute(sql`select count(*) as times from asked`)
    expect(rows).toEqual([{ times: 160 }])
  })

  test('the queue refuses transaction mode with what to set, and has not broken the database', async () => {
    const { queue } = openQueue(transactionUrl)
    const refused = { code: 'QUEUE_UNAVAILABLE', permanent: true }
    await expect(queue.requireSuitable()).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/Set DATABASE_DIRECT_URL .*QUEUE_URL/),
    })
    await expect(queue.ping()).rejects.toMatchObject(refused)
    const { rows } = await open(transactionUrl).db.execute(sql`select null::halfvec as nothing`)
    expect(rows).toEqual([{ nothing: null }])
  })

  test('the queue works in session mode', async () => {
    const { queue, errors } = openQueue(sessionUrl)
    await queue.requireSuitable()
    await queue.ping()
    const seen: number[] = []
    const worker = queue.work('scans', async ({ batchId }) => void seen.push(batchId), {
      concurrency: 1,
      onFailed: () => {},
    })
    await queue.queue('scans').add([{ id: 'scan-1', data: { batchId: 1 } }])
    await vi.waitFor(() => expect(seen).toEqual([1]), { timeout: 60_000 })
    await worker.close({ graceMs: 0 })
    expect(errors).toEqual([])
  })
})
