import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { itemStates, listItems } from '../../src/index.js'
import { addModel, openArchive } from '../archive.js'

/** What an item may be in: fresh, waiting for another try, claimed and not begun, or one of the other states. */
const kinds = ['fresh', 'waiting', 'claimed', 'running', 'done', 'skipped', 'failed'] as const

describe.each(databaseKinds())('pages of items on %s', (database) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let modelId: number
  beforeAll(async () => {
    archive = await openArchive(database)
    modelId = await addModel(archive.db)
  })
  afterAll(() => archive.close())

  /** A batch whose items came as far as these say; what is fresh stands behind the rest, as it does. */
  async function createBatch(claimed: readonly (typeof kinds)[number][], fresh: number) {
    const { db } = archive
    const all = [...claimed, ...Array.from({ length: fresh }, () => 'fresh' as const)]
    const { rows } = await db.execute<{ id: number }>(sql`
      insert into earmark.batches (source, model_id, window_ms, hop_ms, items_found, claimed_seq)
      values ('{}', ${modelId}, 10000, 10000, ${all.length}, ${claimed.length}) returning id`)
    const batchId = rows[0]!.id
    await db.execute(sql`
      insert into earmark.items (batch_id, seq, bucket, key, state, due_at)
      select ${batchId}, seq, 'b', 'k' || seq,
        (case when kind in ('fresh', 'waiting', 'claimed') then 'pending' else kind end)::earmark.item_state,
        case when kind = 'waiting' then now() + interval '1 hour' end
      from unnest(${sql.param(all)}::text[]) with ordinality as given (kind, seq)`)
    await db.execute(sql`
      insert into earmark.chunks (batch_id, seqs)
      select ${batchId}, coalesce(array_agg(seq) filter (where kind in ('claimed', 'running')), '{}')
      from unnest(${sql.param(all)}::text[]) with ordinality as given (kind, seq)`)
    return batchId
  }

  test('of one state hold what that state has, each item once and in order', async () => {
    const progress = fc.tuple(
      fc.array(fc.constantFrom(...kinds.slice(1)), { maxLength: 40 }),
      fc.nat(20),
      fc.integer({ min: 1, max: 7 }),
    )
    await fc.assert(
      fc.asyncProperty(progress, async ([claimed, fresh, limit]) => {
        const batchId = await createBatch(claimed, fresh)
        const all = await listItems(archive.db, { batchId, limit: 100 })
        for (const state of itemStates) {
          const listed: number[] = []
          for (;;) {
            const afterSeq = listed.at(-1)
            const page = await listItems(archive.db, {
              batchId,
              state,
              limit,
              ...(afterSeq !== undefined && { afterSeq }),
            })
            listed.push(...page.map(({ seq }) => seq))
            if (page.length < limit) break
          }
          expect(listed).toEqual(all.filter((item) => item.state === state).map(({ seq }) => seq))
        }
      }),
      { numRuns: 15 },
    )
  })
})
