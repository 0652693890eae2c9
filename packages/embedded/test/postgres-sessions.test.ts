import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresProcess, startPostgres } from '../src/index.js'

let folder: string
let server: PostgresProcess
const open: pg.Client[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-postgres-'))
  server = await startPostgres({ dataDir: join(folder, 'shared') })
  const owner = await connectClient()
  await owner.query('create role reader; create table secret (n int)')
})
afterAll(async () => {
  await Promise.all(open.map((client) => client.end().catch(() => undefined)))
  await server.stop()
  await rm(folder, { recursive: true })
})

async function connectClient(options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url, ...options })
  client.on('error', () => undefined)
  await client.connect()
  open.push(client)
  return client
}

const twoClients = () => Promise.all([connectClient(), connectClient()])

async function show(client: pg.Client, name: string): Promise<unknown> {
  return (await client.query(`select current_setting($1, true) as value`, [name])).rows[0].value
}

async function userOf(client: pg.Client): Promise<string> {
  return (await client.query('select current_user as name')).rows[0].name
}

test.each([
  'set role reader',
  'set session authorization reader',
  "select set_config('role', 'reader', false)",
  "do $$ begin execute 'set role reader'; end $$",
  'begin; set role reader; commit',
])('"%s" makes its own client another user, and nobody else', async (statement) => {
  const [a, b] = await twoClients()
  await a.query(statement)
  expect(await userOf(b)).toBe('postgres')
  expect((await b.query('select n from secret')).rows).toEqual([])
  expect(await userOf(a)).toBe('reader')
  await expect(a.query('select n from secret')).rejects.toThrow('permission denied')
  await a.query('reset role; reset session authorization')
  await b.query('select 1')
  expect(await userOf(a)).toBe(statement.includes('authorization') ? 'reader' : 'postgres')
})

test.each([
  ['statement_timeout', 'set statement_timeout = 1234', '1234ms'],
  ['lock_timeout', "select set_config('lock_timeout', '99', false)", '99ms'],
  ['work_mem', "do $$ begin set work_mem = '7MB'; end $$", '7MB'],
  ['default_transaction_read_only', 'set default_transaction_read_only = on', 'on'],
  ['mine.own', "set mine.own = 'x'", 'x'],
])('%s stays with the client that set it', async (name, statement, value) => {
  const [a, b] = await twoClients()
  const before = await show(b, name)
  await a.query(statement)
  expect((await show(b, name)) || null).toBe(before)
  expect(await show(a, name)).toBe(value)
  await b.query('select 1')
  expect(await show(a, name)).toBe(value)
})

test('what a function sets behind the back of the server reaches nobody else', async () => {
  const [a, b] = await twoClients()
  await a.query(
    `create function hide() returns void language plpgsql as $$ begin perform set_config('role', 'reader', false); end $$`,
  )
  await b.query('select 1')
  await a.query('select hide()')
  expect(await userOf(b)).toBe('postgres')
})

test('a client that has gone leaves neither role nor settings behind', async () => {
  const [a, b] = await twoClients()
  await a.query('set statement_timeout = 77; set role reader')
  await a.end()
  expect(await userOf(b)).toBe('postgres')
  expect(await show(b, 'statement_timeout')).toBe('0')
})

test('a setting that is taken back with its transaction is not kept', async () => {
  const [a, b] = await twoClients()
  await a.query('begin; set statement_timeout = 55; rollback')
  await b.query('select 1')
  expect(await show(a, 'statement_timeout')).toBe('0')
})

test('a role that was dropped ends its client with Postgres’ own words', async () => {
  const [a, b] = await twoClients()
  await b.query('create role passing')
  await a.query('set role passing')
  await b.query('drop role passing')
  await expect(a.query('select 1')).rejects.toThrow('passing')
  expect(await userOf(b)).toBe('postgres')
})

test('who has not logged in is cut off after a few kilobytes', async () => {
  const startup = Buffer.concat([
    Buffer.from([0, 0, 0, 23, 0, 3, 0, 0]),
    Buffer.from('user\0postgres\0\0'),
  ])
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  const heard: Buffer[] = []
  socket.on('data', (chunk) => heard.push(chunk))
  socket.write(startup)
  await once(socket, 'data')
  // A password of 100 MB, announced; only its beginning comes.
  socket.write(Buffer.concat([Buffer.from('p'), Buffer.from([6, 0, 0, 0]), Buffer.alloc(20_000)]))
  await once(socket, 'close')
  expect(Buffer.concat(heard).toString('latin1')).toContain('of 100663296 bytes is not allowed')
})

test.each([
  "copy (select 1) to program 'id'",
  "copy secret from program 'id'",
  "create temp table t (n int); copy t from program 'id'",
  "-- said; before\ncopy (select 1) to program 'id'",
  "select 1; /* said; before */ copy (select 1) to program 'id'",
])('"%s" is refused with a sentence, and Postgres goes on', async (statement) => {
  const client = await connectClient()
  await expect(client.query(statement)).rejects.toThrow('runs no programs')
  expect(await userOf(client)).toBe('postgres')
})

test.each([
  '-- said; before\nlisten news',
  '/* said; before */ listen news',
  'select 1;\nlisten news',
])('whoever says %j is told of notifications', async (statement) => {
  const [listener, teller] = await twoClients()
  await listener.query(statement)
  const heard = once(listener, 'notification')
  await teller.query("notify news, 'job'")
  const [{ payload }] = await heard
  expect(payload).toBe('job')
  await listener.query('unlisten news')
})

test('the process says that it is there', async () => {
  await server.answer()
  await Promise.all([server.answer(), server.answer()])
})

test.each([
  ['whole', {}],
  ['in pages', { rows: 10 }],
])(
  'a session that a hidden program call has broken, asked for its rows %s, ends the process',
  async (name, options) => {
    const broken = await startPostgres({ dataDir: join(folder, name) })
    try {
      const client = new pg.Client({ connectionString: broken.url })
      client.on('error', () => undefined)
      await client.connect()
      const text = `do $$ begin execute 'copy (select 1) to program ''id'''; end $$`
      client.query({ text, ...options }).catch(() => undefined)
      expect(await broken.exited).toMatchObject({ code: 1, expected: false })
    } finally {
      broken.kill()
    }
  },
)
