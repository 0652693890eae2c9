import {
  addItems,
  cancelBatch,
  claimChunks,
  connectDatabase,
  createBatch,
  type DatabaseConnection,
  getBatch,
  migrateDatabase,
  type TakenChunk,
  takeChunk,
  upsertModel,
} from '@earmark/db'
import { openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { LeaseKeeper } from '../../src/classify/lease-keeper.js'

const HOLDER = 'w1'
const model = {
  kind: 'clap' as const,
  name: 'm',
  revision: 'r',
  dtype: 'fp32',
  logitScale: 10,
  sampleRate: 48_000,
  windowS: 10,
}

describe('a lease keeper', () => {
  let database: TestDatabase
  let connection: DatabaseConnection
  let leases: LeaseKeeper
  let batchId: number
  let chunkId: number
  let modelId: number

  beforeAll(async () => {
    database = await openTestDatabase('embedded')
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 2 })
    await migrateDatabase(connection.pool)
    modelId = await upsertModel(connection.db, model)
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })
  beforeEach(async () => {
    const { db } = connection
    leases = new LeaseKeeper({
      db,
      logger: pino({ level: 'silent' }),
      holder: HOLDER,
      renewIntervalMs: 20,
    })
    batchId = await createBatch(db, {
      name: null,
      source: { prefix: 's3://b/' },
      modelId,
      windowMs: 10_000,
      hopMs: 10_000,
      priority: 5,
      keepTop: null,
      apiKeyId: null,
      labelSetIds: [],
    })
    const found = [{ bucket: 'b', key: 'k', etag: 'e', size: 1 }]
    await addItems(db, { batchId, found, expectedCursor: null, cursor: 'k' })
    const [chunk] = await claimChunks(db, [{ batchId, size: 1, chunks: 1 }])
    chunkId = chunk!.id
  })
  afterEach(() => leases.close())

  const take = async () => {
    const { leaseMs } = leases
    const taken = await takeChunk(connection.db, { chunkId, holder: HOLDER, leaseMs, modelId })
    return taken as TakenChunk
  }
  const runOut = () =>
    connection.db.execute(
      sql`update earmark.chunks set lease_until = now() - interval '1 second' where id = ${chunkId}`,
    )
  const isRenewed = async () => {
    const { rows } = await connection.db.execute<{ isHeld: boolean }>(
      sql`select lease_until > now() as "isHeld" from earmark.chunks where id = ${chunkId}`,
    )
    return rows[0]?.isHeld
  }
  /** Resolves when the run was told to stop, with the reason. */
  const untilStopped = (signal: AbortSignal) =>
    vi.waitFor(
      () => {
        expect(signal.aborted).toBe(true)
        return signal.reason as unknown
      },
      { timeout: 60_000 },
    )

  test('says for how long a renewal has been waiting for its end', async () => {
    expect(leases.waitingMs).toBe(0)
    const silent = new LeaseKeeper({
      db: { execute: () => new Promise(() => {}) } as never,
      logger: pino({ level: 'silent' }),
      holder: HOLDER,
      renewIntervalMs: 5,
    })
    silent.hold({ id: chunkId, take: 1 })
    await vi.waitFor(() => expect(silent.waitingMs).toBeGreaterThan(20))
    silent.close()
  })

  test('renews what it holds, and stops nothing', async () => {
    const signal = leases.hold(await take())
    await runOut()
    await vi.waitFor(async () => expect(await isRenewed()).toBe(true), 60_000)
    expect(signal.aborted).toBe(false)
  })

  test("tells a run that it has lost its chunk to a later one, whose renewal the first one's end does not end", async () => {
    const first = await take()
    await runOut()
    const second = await take()
    const [firstSignal, secondSignal] = [leases.hold(first), leases.hold(second)]
    expect(await untilStopped(firstSignal)).toBe('lost')
    leases.drop(first)
    await runOut()
    await vi.waitFor(async () => expect(await isRenewed()).toBe(true), 60_000)
    expect(secondSignal.aborted).toBe(false)
    expect(leases.isEmpty).toBe(false)
    leases.drop(second)
    expect(leases.isEmpty).toBe(true)
  })

  test('tells how much of its items is heard, and no more of one that has ended', async () => {
    const run = await take()
    leases.hold(run)
    const heardPart = async () => (await getBatch(connection.db, batchId))?.counts.heardPart
    expect(await heardPart()).toBe(0)
    leases.note(run, 1, 0.25)
    await vi.waitFor(async () => expect(await heardPart()).toBe(0.25), 60_000)
    leases.note(run, 1, 0)
    await vi.waitFor(async () => expect(await heardPart()).toBe(0), 60_000)
    leases.note(run, 1, 0.5)
    await vi.waitFor(async () => expect(await heardPart()).toBe(0.5), 60_000)
    leases.drop(run)
    // A renewal may still be on its way.
    await vi.waitFor(async () => {
      await runOut()
      expect(await take()).not.toBeNull()
    }, 60_000)
    expect(await heardPart()).toBe(0)
  })

  test('stops the work on a batch that was cancelled', async () => {
    const signal = leases.hold(await take())
    await cancelBatch(connection.db, batchId)
    expect(await untilStopped(signal)).toBe('cancelled')
  })

  test('stops the work on a chunk that is gone', async () => {
    const signal = leases.hold(await take())
    await connection.db.execute(sql`delete from earmark.chunks where id = ${chunkId}`)
    expect(await untilStopped(signal)).toBe('lost')
  })
})
