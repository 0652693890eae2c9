import { connectDatabase, type DatabaseConnection, holdLease, migrateDatabase } from '@earmark/db'
import { openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAlarm } from '../../src/dispatch/alarm.js'
import { lead } from '../../src/dispatch/lead.js'

const LEASE_MS = 4_000
const other = { name: 'dispatcher', holder: 'other', leaseMs: 60_000 }

describe('leading', () => {
  let database: TestDatabase
  let connection: DatabaseConnection

  beforeAll(async () => {
    database = await openTestDatabase('embedded')
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 2 })
    await migrateDatabase(connection.pool)
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })

  /** Leads with one round, which lasts until it is ended, and says what it was told. */
  function begin() {
    const stop = new AbortController()
    let endRound = () => {}
    const lasting = new Promise<void>((resolve) => {
      endRound = resolve
    })
    let beginRound: (signal: AbortSignal) => void = () => {}
    const begun = new Promise<AbortSignal>((resolve) => {
      beginRound = resolve
    })
    const ended = lead(
      {
        db: connection.db,
        logger: pino({ level: 'silent' }),
        holder: 'one',
        round: async (signal) => {
          beginRound(signal)
          await lasting
          return 0
        },
        alarm: createAlarm(),
        leaseMs: LEASE_MS,
      },
      stop.signal,
    )
    return {
      begun,
      end: async () => {
        stop.abort()
        endRound()
        await ended
      },
    }
  }
  const renewals = async () => {
    const { rows } = await connection.db.execute<{ until: string }>(
      sql`select until::text from earmark.leases where name = 'dispatcher' and holder = 'one' and until > now()`,
    )
    return rows[0]?.until
  }

  test('is renewed while a round lasts longer than the lease, and given up at the end', async () => {
    const one = begin()
    await one.begun
    const seen = new Set<string | undefined>()
    await vi.waitFor(
      async () => {
        seen.add(await renewals())
        expect(await holdLease(connection.db, other)).toBe(false)
        expect(seen.size).toBeGreaterThan(6)
      },
      { timeout: 120_000, interval: 100 },
    )
    await one.end()
    expect(await holdLease(connection.db, other)).toBe(true)
    await connection.db.execute(sql`delete from earmark.leases`)
  })

  test('tells the round under way when another has taken the lead', async () => {
    const one = begin()
    const signal = await one.begun
    await connection.db.execute(
      sql`update earmark.leases set holder = 'other', until = now() + interval '1 hour'`,
    )
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: 120_000 })
    await one.end()
    await connection.db.execute(sql`delete from earmark.leases`)
  })

  test('runs what is needed beside the rounds only while it leads', async () => {
    const stop = new AbortController()
    const reigns: AbortSignal[] = []
    const ended = lead(
      {
        db: connection.db,
        logger: pino({ level: 'silent' }),
        holder: 'one',
        round: async () => 1,
        beside: async (signal) => void reigns.push(signal),
        alarm: createAlarm(),
        leaseMs: LEASE_MS,
      },
      stop.signal,
    )
    const patiently = { timeout: 120_000 }
    await vi.waitFor(() => expect(reigns).toHaveLength(1), patiently)
    await connection.db.execute(
      sql`update earmark.leases set holder = 'other', until = now() + interval '1 hour'`,
    )
    await vi.waitFor(() => expect(reigns[0]!.aborted).toBe(true), patiently)
    await connection.db.execute(sql`delete from earmark.leases`)
    await vi.waitFor(() => expect(reigns).toHaveLength(2), patiently)
    stop.abort()
    await ended
    expect(reigns[1]!.aborted).toBe(true)
  })
})
