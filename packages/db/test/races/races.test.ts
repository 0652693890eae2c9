import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cancelBatch, getBatch, reopenBatches } from '../../src/index.js'
import { openArchive } from '../archive.js'
import { situations } from './batch-situations.js'
import { driveToEnd, steps } from './batch-steps.js'
import { checkBatch } from './check-batch.js'
import { SteppedConnection } from './stepped-connection.js'

const names = Object.keys(steps)
const pairs = names.flatMap((first) => names.map((second) => [first, second] as const))
const TIMEOUT_MS = 300_000

describe.each(databaseKinds())('one at a batch on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test.each(names)('%s leaves it in order, and able to end', async (name) => {
    for (const situation of situations) {
      const batch = await situation.create(archive.db)
      await steps[name]!.run(archive.db, batch)
      expect(await checkBatch(archive.db, batch.id), situation.name).toEqual([])
      expect(await driveToEnd(archive.db, batch), situation.name).toBe(true)
      expect(await checkBatch(archive.db, batch.id), situation.name).toEqual([])
    }
  })
})

// The embedded Postgres has one session for all its clients: nothing there happens at once.
const servers = databaseKinds().filter((kind) => kind === 'postgres')

describe.each(servers)('two at one batch on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let one: SteppedConnection
  let other: SteppedConnection

  beforeAll(async () => {
    archive = await openArchive(kind)
    one = await SteppedConnection.open(archive.url)
    other = await SteppedConnection.open(archive.url)
  })
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close()])
    await archive?.close()
  })

  /** Waits until the other has done its work, or waits for a lock of the first. */
  async function untilDoneOrBlocked(work: Promise<unknown>): Promise<'done' | 'blocked'> {
    let isDone = false
    const done = work.then(
      () => {
        isDone = true
      },
      () => {
        isDone = true
      },
    )
    for (;;) {
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 5))])
      if (isDone) return 'done'
      const { rows } = await archive.db.execute<{ isBlocked: boolean }>(
        sql`select ${one.pid} = any (pg_blocking_pids(${other.pid})) as "isBlocked"`,
      )
      if (rows[0]?.isBlocked) return 'blocked'
    }
  }

  test.each(pairs)(
    '%s, stopped at each of its statements while another comes to %s',
    async (first, second) => {
      const [a, b] = [steps[first]!, steps[second]!]
      for (const situation of situations) {
        for (let n = 1; ; n++) {
          const batch = await situation.create(archive.db)
          const stopped = await one.runUntil(n, (db) => a.run(db, batch))
          if (!stopped) break
          const story = `a batch ${situation.name}: ${first}, stopped before statement ${n}, and ${second}`
          const work = other.run((db) => b.run(db, batch))
          const met = await untilDoneOrBlocked(work)
          const outcomes = await Promise.allSettled([stopped.goOn(), work])
          expect(
            outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : 'done')),
            story,
          ).toEqual(['done', 'done'])
          if (b.isDispatchers) expect(met, story).toBe('done')
          expect(await checkBatch(archive.db, batch.id), story).toEqual([])
          const ended = outcomes.reduce(
            (sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value.ended : 0),
            0,
          )
          const { rows } = await archive.db.execute(
            sql`select 1 from earmark.deliveries where batch_id = ${batch.id}`,
          )
          if (first !== 'prune' && second !== 'prune') expect(rows.length, story).toBe(ended)
          expect(await reopenBatches(archive.db), story).toEqual([])
        }
      }
    },
    TIMEOUT_MS,
  )

  test('a retry goes no further in a batch that was cancelled meanwhile', async () => {
    const ended = situations.find(({ name }) => name === 'ended')!
    let cancelledBetween = 0
    for (let n = 1; ; n++) {
      const batch = await ended.create(archive.db)
      const stopped = await one.runUntil(n, (db) => steps.retry!.run(db, batch))
      if (!stopped) break
      const work = other.run((db) => cancelBatch(db, batch.id))
      const met = await untilDoneOrBlocked(work)
      const before = await getBatch(archive.db, batch.id)
      await Promise.all([stopped.goOn(), work])
      if (met === 'blocked' || !before?.state.startsWith('cancel')) continue
      cancelledBetween += 1
      const after = await getBatch(archive.db, batch.id)
      expect(after?.counts, `cancelled before statement ${n}`).toEqual(before.counts)
    }
    expect(cancelledBetween).toBeGreaterThan(1)
  })
})
