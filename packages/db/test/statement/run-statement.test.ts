import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApiKey, runStatement, StatementFailed, StatementRefused } from '../../src/index.js'
import { addHearing, addLabelSet, addModel, createVectors, openArchive } from '../archive.js'

const limits = { timeoutMs: 10_000, maxRows: 1000, maxBytes: 1024 * 1024 }

describe.each(databaseKinds())('a statement of somebody who asks by HTTP, on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  const vectors = createVectors(5)

  beforeAll(async () => {
    archive = await openArchive(kind)
    const { db } = archive
    const modelId = await addModel(db, 'clap')
    const windows = [vectors.near(0)]
    const { hearingId } = await addHearing(db, { modelId, key: 'a.wav', windows })
    await addLabelSet(db, { modelId, name: 'sounds', labels: { dog: vectors.near(0) } })
    await createApiKey(db, { name: 'secret' })
    expect(hearingId).toBeGreaterThan(0)
  })
  afterAll(() => archive.close())

  const run = (sql: string, some: Partial<typeof limits> = {}) =>
    runStatement(archive.pool, sql, { ...limits, ...some })
  const failureOf = (sql: string, some: Partial<typeof limits> = {}) =>
    run(sql, some).then(
      () => 'allowed' as const,
      (error: unknown) => error,
    )

  test('gives rows, with columns by name and type, and values as JSON has them', async () => {
    const answer = await run(
      `select 1 as n, 'x' as t, 2.5::numeric as d, true as b, null::int as nothing, 'NaN'::float8 as nan,
        9007199254740993 as big, '{"a":1}'::jsonb as j, array[1,2] as a, 1 as n;`,
    )
    expect(answer).toEqual({
      columns: [
        { name: 'n', type: 'integer' },
        { name: 't', type: 'text' },
        { name: 'd', type: 'numeric' },
        { name: 'b', type: 'boolean' },
        { name: 'nothing', type: 'integer' },
        { name: 'nan', type: 'double precision' },
        { name: 'big', type: 'bigint' },
        { name: 'j', type: 'jsonb' },
        { name: 'a', type: 'integer[]' },
        { name: 'n', type: 'integer' },
      ],
      rows: [[1, 'x', 2.5, true, null, 'NaN', '9007199254740993', '{"a": 1}', '{1,2}', 1]],
      isComplete: true,
    })
  })

  test.each([
    ['select current_user', [['earmark_reader']]],
    ["select label_set, label from earmark.label_stats where label = 'dog'", [['sounds', 'dog']]],
    ['show default_transaction_isolation', [['read committed']]],
    ['explain (costs off) select 1', [['Result']]],
    ['values (1), (2)', [[1], [2]]],
    ['select 1 where false', []],
    ['select from generate_series(1, 2)', [[null], [null]]],
    ['select pg_sleep(0)', [['']]],
    ['with a as (select 1 as n) select n from a -- so far', [[1]]],
  ])('reads: %s', async (sql, rows) => {
    expect((await run(sql)).rows).toEqual(
      rows.map((row) => (sql.startsWith('select from') ? [] : row)),
    )
  })

  test('stops at as many rows as may be, and says that there are more', async () => {
    const endless =
      'with recursive n (i) as (select 1 union all select i + 1 from n) select i from n'
    const { rows, isComplete } = await run(endless, { maxRows: 3 })
    expect([rows, isComplete]).toEqual([[[1], [2], [3]], false])
    expect(await run('select generate_series(1, 3)', { maxRows: 3 })).toMatchObject({
      isComplete: true,
    })
  })

  test('rows that would fill the memory are refused', async () => {
    const sql = "select repeat('x', 1000) from generate_series(1, 100000)"
    expect(await failureOf(sql, { maxBytes: 1024 * 1024, maxRows: 10_000 })).toMatchObject({
      message:
        'The first 1047 rows of this are more than 1 MB. Select fewer columns, or shorten long texts with left(…).',
    })
  })

  test.each([
    ['select\n  nosuch from earmark.results', 'Column "nosuch" does not exist.', 10],
    ['selec 1', 'Syntax error at or near "selec".', 1],
    ['select 1; select 2', 'Cannot insert multiple commands into a prepared statement.', undefined],
    ['select 1/0', 'Division by zero.', undefined],
    ['select * from earmark.nosuch', 'Relation "earmark.nosuch" does not exist.', 15],
  ])('%s fails with a sentence and its place', async (sql, message, position) => {
    const failure = await failureOf(sql)
    expect(failure).toBeInstanceOf(StatementFailed)
    expect(failure).toMatchObject({ message, position, isTimeout: false })
  })

  test.each([
    ['nothing', ' -- nothing'],
    ['copy to a program', "copy (select 1) to program 'id'"],
    ['copy to stdout', 'copy (select 1) to stdout'],
    ['copy from stdin', 'copy earmark.objects from stdin'],
    ['a block', "do $$ begin perform pg_read_file('/etc/passwd'); end $$"],
    ['another role', 'set role none'],
    ['the first role', 'reset role'],
    ['another user', 'reset session authorization'],
    ['the end of the transaction', 'commit'],
    ['a change', "insert into earmark.api_keys (name, key_sha256) values ('x', 'x')"],
    ['rows of a change', 'update earmark.objects set size = 2 returning size'],
    [
      'a change behind a word',
      "with x as (insert into earmark.objects (bucket, key, etag, size) values ('b', 'l', 'e', 1) returning 1) select 1",
    ],
    ['a table', 'create table x (a int)'],
    ['keys', 'select key_sha256 from earmark.api_keys'],
    ['what signs browsers in', 'select * from earmark.sign_ins'],
    ['a table behind a view', 'select * from earmark.objects'],
    ['a file', "select pg_read_file('/etc/passwd')"],
    ['a role by a function', "select set_config('role', 'none', true)"],
    ['a user by a function', "select set_config('session_authorization', 'postgres', false)"],
    [
      'a role by a function in text that is run',
      `select query_to_xml('select set_config(''role'', ''none'', true)', true, true, '')`,
    ],
    ['writing after all', "select set_config('transaction_read_only', 'off', true)"],
    [
      'itself, as somebody else',
      "select * from earmark.read_statement('select key_sha256 from earmark.api_keys') as t (a bytea)",
    ],
  ])('refuses %s', async (_, sql) => {
    const failure = await failureOf(sql)
    expect(
      failure instanceof StatementFailed || failure instanceof StatementRefused,
      String(failure),
    ).toBe(true)
  })

  test('nothing that a statement sets or locks stays', async () => {
    await run(
      "select set_config('statement_timeout', '1', false), set_config('earmark.left', 'here', false), pg_advisory_lock(7)",
    )
    const { rows } = await archive.pool.query(
      "select current_setting('statement_timeout') <> '1ms' as free, coalesce(current_setting('earmark.left', true), '') as kept, current_user <> 'earmark_reader' as own",
    )
    expect(rows).toEqual([{ free: true, kept: '', own: true }])
  })

  test('one that takes too long is given up', async () => {
    const sql = "select set_config('statement_timeout', '0', false), pg_sleep(4)"
    expect(await failureOf(sql, { timeoutMs: 500 })).toMatchObject({
      isTimeout: true,
      message: 'The statement took longer than 0.5 s, and was ended.',
    })
    expect((await run('select 1')).rows).toEqual([[1]])
  })

  test('where nothing can be run as earmark_reader, nothing is run', async () => {
    await archive.pool.query(
      'alter function earmark.read_as_reader(text, integer, bigint) owner to current_user',
    )
    expect(await failureOf('select 1')).toMatchObject({ refusal: 'unguarded' })
    await archive.pool.query('select earmark.grant_reader_statements()')
    expect((await run('select 1')).rows).toEqual([[1]])
  })
})
