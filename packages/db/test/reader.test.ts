import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calibrateLabelSet, createRetagging, saveTextEmbeddings } from '../src/index.js'
import { scoreHearings } from '../src/queries/hearings/score-hearings.js'
import { annotate } from './annotate.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from './archive.js'

const VIEWS = [
  'batch_progress',
  'detections',
  'failures',
  'label_stats',
  'objects_info',
  'results',
  'top_labels',
]
const INSUFFICIENT_PRIVILEGE = '42501'

describe.each(databaseKinds())('the role earmark_reader on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  const vectors = createVectors(5)

  beforeAll(async () => {
    archive = await openArchive(kind)
    const { db } = archive
    const modelId = await addModel(db, 'clap')
    const hearingIds = []
    for (let i = 0; i < 20; i += 1) {
      const windows = [vectors.near(i % 2), vectors.near(i % 2)]
      hearingIds.push((await addHearing(db, { modelId, key: `f${i % 4}/${i}`, windows })).hearingId)
    }
    const set = await addLabelSet(db, {
      modelId,
      name: 'sounds',
      labels: { dog: vectors.near(0), rain: vectors.near(1) },
    })
    await calibrateLabelSet(db, { labelSetId: set.id, modelId, threshold: { percentile: 60 } })
    await scoreHearings(db, { hearingIds, labelSetId: set.id, keepTop: null })
    await annotate(db, {
      hearingId: hearingIds[0]!,
      labelId: set.labelIds.dog!,
      verdict: 'right',
      saidBy: 'ann',
    })
    await saveTextEmbeddings(db, modelId, new Map([['the sound of a dog', vectors.near(0)]]))
    await createRetagging(db, {
      labelSetId: set.id,
      modelId,
      scope: { scope: 'all' },
      keepTop: null,
    })
    await db.execute(sql`
      with batch as (
        insert into earmark.batches (source, model_id, window_ms, hop_ms) values ('{}', ${modelId}, 10000, 10000) returning id
      )
      insert into earmark.items (batch_id, seq, bucket, key, state, code, message)
      select id, 1, 'b', 'broken', 'failed'::earmark.item_state, 'EMPTY_OBJECT', 'no bytes' from batch
      union all select id, 2, 'b', 'secret', 'pending', null, null from batch`)
  })
  afterAll(() => archive.close())

  /** Runs statements as the reader, in a transaction that is rolled back. */
  async function asReader<T extends pg.QueryResultRow>(...statements: string[]): Promise<T[]> {
    const client = await archive.pool.connect()
    try {
      await client.query('begin')
      await client.query('set local role earmark_reader')
      let rows: T[] = []
      for (const statement of statements) rows = (await client.query<T>(statement)).rows
      return rows
    } finally {
      await client.query('rollback')
      client.release()
    }
  }

  const refusalOf = async (...statements: string[]) => {
    try {
      await asReader(...statements)
    } catch (error) {
      if (error instanceof pg.DatabaseError) return error.code
      throw error
    }
    return 'allowed'
  }

  test.each(VIEWS)('reads the view %s', async (view) => {
    expect((await asReader(`select * from earmark.${view}`)).length).toBeGreaterThan(0)
  })

  test('searches by prompt and by embedding, and scores a prompt', async () => {
    const byPrompt = await asReader(
      "select * from earmark.search('the sound of a dog', wanted => 5)",
    )
    expect(byPrompt).toHaveLength(5)
    expect(byPrompt[0]).toMatchObject({ bucket: 'b', method: 'exact', model_name: 'clap' })
    const byEmbedding = await asReader(
      `select * from earmark.search('[${vectors.near(0).join(',')}]'::halfvec, wanted => 5, exact => true)`,
    )
    expect(byEmbedding).toHaveLength(5)
    const byPrefix = await asReader<{ key: string }>(
      "select key from earmark.search('the sound of a dog', wanted => 5, prefix => 's3://b/f2/')",
    )
    expect(byPrefix).toHaveLength(5)
    for (const { key } of byPrefix) expect(key.startsWith('f2/')).toBe(true)
    const scored = await asReader<{ peak_similarity: number; similarity: number }>(
      "select * from earmark.score('the sound of a dog')",
    )
    expect(scored).toHaveLength(20)
    for (const row of scored) expect(row.peak_similarity).toBeGreaterThanOrEqual(row.similarity)
  })

  test.each([
    ["earmark.search('')", /must not be empty/],
    [`earmark.search('${'x'.repeat(10_000)}')`, /at most 2,000 characters; this one has 10000/],
    ["earmark.search('never encoded')", /has no embedding yet/],
    ["earmark.search('the sound of a dog', model => 'gpt')", /no model 'gpt'/],
    ["earmark.search('the sound of a dog', prefix => 'b/f2')", /looks like s3:/],
  ])('%s is refused with a sentence', async (call, message) => {
    await expect(asReader(`select * from ${call}`)).rejects.toThrow(message)
  })

  test('reads no table and no other view', async () => {
    const { rows } = await archive.pool.query<{ name: string }>(`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'earmark' and c.relkind in ('r', 'v', 'm', 'p', 'f') order by 1`)
    const allowed = []
    for (const { name } of rows) {
      const refusal = await refusalOf(`select * from earmark.${name} limit 1`)
      if (refusal === 'allowed') allowed.push(name)
      else expect([name, refusal]).toEqual([name, INSUFFICIENT_PRIVILEGE])
    }
    expect(allowed).toEqual(VIEWS)
    expect(rows.length).toBeGreaterThan(20)
    expect(await refusalOf('select * from earmark_migrations.applied')).toBe(INSUFFICIENT_PRIVILEGE)
  })

  test('runs no function of Earmark but search, score and the one that runs statements as itself', async () => {
    const { rows } = await archive.pool.query<{ name: string }>(`
      select distinct p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'earmark' and has_function_privilege('earmark_reader', p.oid, 'execute')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      order by 1`)
    expect(rows.map((row) => row.name)).toEqual(['read_as_reader', 'score', 'search'])
    expect(await refusalOf('select earmark.score_hearings(array[1], 1, 1)')).toBe(
      INSUFFICIENT_PRIVILEGE,
    )
    expect(await refusalOf("select earmark.find_text_embedding('the sound of a dog', 1)")).toBe(
      INSUFFICIENT_PRIVILEGE,
    )
  })

  test.each([
    [
      'insert',
      "insert into earmark.label_sets (name, version, template, content_sha256) values ('x', 1, '{}', '')",
    ],
    ['update', 'update earmark.objects set key = key'],
    ['delete', 'delete from earmark.results'],
    ['write through a view', "update earmark.failures set message = 'fine'"],
    ['truncate', 'truncate earmark.items'],
    ['create in the schema', 'create table earmark.mine (a int)'],
    [
      'create a function in the schema',
      "create function earmark.mine() returns int language sql as 'select 1'",
    ],
    ['use a sequence', "select nextval('earmark.batches_id_seq')"],
    ['read a key’s hash', 'select key_sha256 from earmark.api_keys'],
    ['read what signs browsers in', 'select token_sha256 from earmark.sign_ins'],
    [
      'become the owner',
      'set local role earmark_reader',
      'alter view earmark.results owner to earmark_reader',
    ],
    ['grant itself more', 'grant select on earmark.items to earmark_reader'],
    ['read files', "select pg_read_file('postgresql.conf')"],
  ])('cannot %s', async (_, ...statements) => {
    expect(await refusalOf(...statements)).toMatch(/^(42501|55000|0LP01)$/)
  })

  test('a function of its own in a condition sees no row that a view hides', async () => {
    const seen = await asReader<{ message: string }>(
      `create function pg_temp.see(key text) returns boolean language plpgsql cost 0.0001 as
        $$ begin if key = 'secret' then raise exception 'seen'; end if; return true; end $$`,
      'select * from earmark.failures where pg_temp.see(key)',
    )
    expect(seen).toHaveLength(1)
  })

  test('nothing that it creates is ever run as the owner', async () => {
    const rows = await asReader<{ bucket: string }>(
      `create function pg_temp.count(anyelement) returns bigint language plpgsql as $$ begin raise exception 'run as %', current_user; end $$`,
      `create table pg_temp.embeddings (hearing_id bigint)`,
      `set local search_path = pg_temp, earmark, public`,
      "select * from earmark.search('the sound of a dog', wanted => 2)",
    )
    expect(rows).toHaveLength(2)
  })

  test('text in arguments is text, not SQL', async () => {
    const rows = await asReader(
      `select * from earmark.search('the sound of a dog', prefix => 's3://b''; drop table x; --/'' or true; --', label => '''')`,
    )
    expect(rows).toEqual([])
  })

  test('every view and every column of it has a comment', async () => {
    const { rows } = await archive.pool.query<{ name: string }>(`
      select c.relname || coalesce('.' || a.attname, '') as name
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'earmark'
      cross join lateral (
        select 0 as attnum, null::name as attname
        union all select attnum, attname from pg_attribute where attrelid = c.oid and attnum > 0
      ) a
      where c.relkind = 'v' and coalesce(col_description(c.oid, a.attnum), obj_description(c.oid, 'pg_class')) is null
        or c.relkind = 'v' and a.attnum > 0 and col_description(c.oid, a.attnum) is null`)
    expect(rows).toEqual([])
  })
})
