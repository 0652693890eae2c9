import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listResults, type ResultFilter } from '../../src/index.js'
import { addModel, openArchive } from '../archive.js'

const OBJECTS = 30_000
const RARE_LABELS = 200
/** Rows: up to 1,750 hearings show that they are not few, and a page of 51 is found after 510 entries of the label. */
const ENOUGH = 5_000

describe.each(databaseKinds())(
  'results of a common label within a tenth of the archive on %s',
  (kind) => {
    let archive: Awaited<ReturnType<typeof openArchive>>
    let batchId: number

    beforeAll(async () => {
      archive = await openArchive(kind)
      const modelId = await addModel(archive.db)
      await archive.db.execute(sql`
      insert into earmark.objects (id, bucket, key, etag, size) overriding system value
      select n, 'b', 'folder-' || n % 10 || '/' || n, 'e', 1 from generate_series(1, ${OBJECTS}::integer) n`)
      await archive.db.execute(sql`
      insert into earmark.hearings (id, object_id, model_id, window_ms, hop_ms, windows) overriding system value
      select n, n, ${modelId}, 10000, 10000, 1 from generate_series(1, ${OBJECTS}::integer) n`)
      await archive.db.execute(sql`
      insert into earmark.label_sets (id, name, version, template, content_sha256) overriding system value values (1, 's', 1, '{}', 'x')`)
      await archive.db.execute(sql`
      insert into earmark.labels (id, label_set_id, position, name, prompts) overriding system value
      select n, 1, n, case n when 0 then 'common' else 'rare ' || n end, array['p'] from generate_series(0, ${RARE_LABELS}::integer) n`)
      // Planners that do not know which label is asked for take it for one of average size.
      await archive.db.execute(sql`
      insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
      select n, 0, (n % 1000) / 1000.0, 0.2, 0.5, 0 from generate_series(1, ${OBJECTS}::integer) n
      union all select n, n, 0.5, 0.2, 0.5, 0 from generate_series(1, ${RARE_LABELS}::integer) n`)
      const { rows } = await archive.db.execute<{ id: number }>(sql`
      insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms)
      values ('batch', 'completed', '{}', ${modelId}, 10000, 10000) returning id`)
      batchId = rows[0]!.id
      await archive.db.execute(sql`
      insert into earmark.batch_label_sets (batch_id, label_set_id, position) values (${batchId}, 1, 0)`)
      await archive.db.execute(sql`
      insert into earmark.items (batch_id, seq, bucket, key, state, object_id, hearing_id)
      select ${batchId}, id, bucket, key, 'done', id, id from earmark.objects where key like 'folder-4/%'`)
      await archive.db.execute(sql`
      analyze earmark.objects, earmark.hearings, earmark.classifications, earmark.items, earmark.labels`)
    })
    afterAll(() => archive.close())

    test.each<[string, () => ResultFilter]>([
      ['a folder', () => ({ bucket: 'b', keyPrefix: 'folder-4/' })],
      ['a batch', () => ({ batchId })],
    ])(
      'are found in %s in the order of the label, without reading all of either',
      async (_, filterOf) => {
        const filter = { label: 'common', minProbability: 0.1, ...filterOf() }
        const { items, read } = await archive.db.transaction(async (tx) => {
          const readRows = async () => {
            const { rows } = await tx.execute<{ read: number }>(sql`
          select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::bigint as read from pg_stat_xact_user_tables
          where schemaname = 'earmark' and relname in ('classifications', 'hearings', 'items')`)
            return rows[0]!.read
          }
          const before = await readRows()
          const page = await listResults(tx, { filter, limit: 50 })
          return { ...page, read: (await readRows()) - before }
        })
        expect(items).toHaveLength(50)
        expect(items.every(({ key }) => key.startsWith('folder-4/'))).toBe(true)
        const { rows } = await archive.db.execute<{ ids: number[] }>(sql`
      select array_agg(hearing_id)::float8[] as ids from (
        select hearing_id from earmark.classifications where label_id = 0 and hearing_id % 10 = 4
        order by probability desc, hearing_id desc limit 50) best`)
        expect(items.map(({ objectId }) => objectId)).toEqual(rows[0]!.ids)
        expect(read).toBeLessThan(ENOUGH)
      },
    )
  },
)
