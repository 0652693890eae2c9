import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runEarmark, runHere } from './run-earmark.js'

type OwnerKind = 'superuser' | 'plain owner' | 'plain owner who may make no roles'

const kinds = databaseKinds().flatMap((database): [typeof database, OwnerKind][] =>
  database === 'embedded'
    ? [['embedded', 'superuser']]
    : [
        ['postgres', 'superuser'],
        ['postgres', 'plain owner'],
        ['postgres', 'plain owner who may make no roles'],
      ],
)

describe.each(kinds)('on %s, where DATABASE_URL is a %s', (kind, ownerKind) => {
  let database: TestDatabase
  let url: string
  const owner = `owner_${randomBytes(6).toString('hex')}`
  const marker = join(tmpdir(), `earmark-${owner}`)

  const asAdministrator = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    url = database.url
    if (ownerKind !== 'superuser') {
      const place = new URL(url)
      const name = place.pathname.slice(1)
      // What an administrator prepares: deploy/init-postgres.sh does the same.
      await asAdministrator(
        `create role ${owner} login password 'secret' ${ownerKind === 'plain owner' ? 'createrole' : ''}`,
        `alter database ${name} owner to ${owner}`,
        'create extension vector',
        `do $$ begin create role earmark_analyst nologin; exception when duplicate_object then null; end $$`,
        ...(ownerKind === 'plain owner' ? [] : [`grant earmark_analyst to ${owner}`]),
      )
      place.username = owner
      place.password = 'secret'
      url = place.href
    }
    const { pool, close } = connectDatabase({ url, applicationName: 'test' })
    await migrateDatabase(pool)
    await pool.query(
      `insert into earmark.api_keys (name, key_sha256, scopes) values ('k', '\\x00', '{read}');
      insert into earmark.objects (bucket, key, etag, size) values ('b', 'k.wav', 'e', 1)`,
    )
    await close()
  })
  afterAll(async () => {
    if (ownerKind !== 'superuser') {
      await asAdministrator(
        `drop owned by ${owner} cascade`,
        `reassign owned by ${owner} to current_user`,
      ).catch(() => undefined)
    }
    await database.close()
  })

  const sql = (statement: string, ...more: string[]) =>
    runHere(['sql', statement, ...more], { DATABASE_URL: url })

  test.each([
    ['select bucket, size from earmark.objects', [{ bucket: 'b', size: 1 }]],
    ['select count(*) as n, null as nothing from earmark.results;', [{ n: 0, nothing: null }]],
    ['with a as (values (1), (2)) select sum(column1) as sum from a -- of both', [{ sum: 3 }]],
    ["select 1 as a, 'x' as a, true as t", [{ a: 'x', t: true }]],
    ['values (1, array[1,2])', [{ column1: 1, column2: '{1,2}' }]],
    ["select pg_sleep(0) as slept, '[1,2]'::halfvec as v", [{ slept: '', v: '[1,2]' }]],
    ['show default_transaction_isolation', [{ default_transaction_isolation: 'read committed' }]],
    ['select current_user as who', [{ who: 'earmark_analyst' }]],
    [`select '{"a":1}'::jsonb as j where false`, []],
  ])('reads: %s', async (statement, rows) => {
    const run = await sql(statement, '--json')
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(run.stdout)).toEqual(rows)
  })

  test('explains, in a process of its own', async () => {
    const run = await runEarmark(['sql', 'explain (costs off) select 1'], {
      env: { DATABASE_URL: url },
    })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('Result')
  })

  test.each([
    ['a program', `copy (select 1) to program 'id > ${marker}'`],
    [
      'a program inside a block',
      `do $$ begin execute 'reset role'; execute 'copy (select 1) to program ''id > ${marker}'''; end $$`,
    ],
    ['a file', `copy (select 1) to '${marker}'`],
    ['from a file', `copy earmark.objects from '/etc/passwd'`],
    ['another role', 'set role none'],
    ['another user', 'set session authorization default'],
    ['the first user again', 'reset session authorization'],
    ['a change', "insert into earmark.api_keys (name, key_sha256) values ('x', 'x')"],
    ['two statements', `commit; copy (select 1) to program 'id > ${marker}'`],
    ['a key', 'select key_sha256 from earmark.api_keys'],
    ['a secret', 'select webhook_secret from earmark.batches'],
    ['a file through a function', "select pg_read_file('/etc/passwd')"],
    ['a listing', "select pg_ls_dir('.')"],
    ['a file as a large object', "select lo_import('/etc/passwd')"],
    ['a large object as a file', `select lo_export(1, '${marker}')`],
    ['a role by a function', "select set_config('role', 'none', true)"],
    ['a user by a function', "select set_config('session_authorization', 'postgres', false)"],
    [
      'a role by a function, then a file, in text that is run',
      `select query_to_xml('select set_config(''role'', ''none'', true)', true, true, ''), query_to_xml('select pg_read_file(''/etc/passwd'')', true, true, '')`,
    ],
    [
      'a write behind a word',
      "with x as (insert into earmark.objects (bucket, key, etag, size) values ('b', 'l', 'e', 1) returning 1) select 1",
    ],
    ['writing after all', "select set_config('transaction_read_only', 'off', true)"],
    ['rows of a change', 'update earmark.objects set size = 2 returning size'],
  ])('refuses %s', async (_, statement) => {
    const run = await sql(statement)
    expect(run).toMatchObject({ code: expect.toSatisfy((code) => code === 1 || code === 2) })
    expect(run.stdout).toBe('')
    expect(run.stderr).not.toContain('defect')
    expect(existsSync(marker)).toBe(false)
    expect(JSON.parse((await sql('select size from earmark.objects', '--json')).stdout)).toEqual([
      { size: 1 },
    ])
  })

  test('says how to write', async () => {
    for (const statement of [
      'delete from earmark.objects',
      'delete from earmark.objects returning 1',
    ]) {
      expect((await sql(statement)).stderr).toContain('--write')
    }
  })

  test('--write is the owner', async () => {
    const run = await sql('select name from earmark.api_keys', '--write', '--json')
    expect(JSON.parse(run.stdout)).toEqual([{ name: 'k' }])
  })
})

test.skipIf(databaseKinds().length === 1)(
  'a superuser on a database that has nothing to guard it is refused before the statement runs',
  async () => {
    const database = await openTestDatabase('postgres')
    try {
      const run = await runEarmark(['sql', 'select 1'], { env: { DATABASE_URL: database.url } })
      expect(run.code).toBe(2)
      expect(run.stderr).toContain('npx earmark migrate')
    } finally {
      await database.close()
    }
  },
)
