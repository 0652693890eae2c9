import { execFile, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresProcess, startPostgres } from '../src/index.js'

const run = promisify(execFile)
/** Postgres' own client, where this machine has it. */
const psql = spawnSync('psql', ['--version']).status === 0 ? ['psql'] : []
let folder: string
let server: PostgresProcess
const open: pg.Client[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-postgres-'))
  server = await startPostgres({ dataDir: join(folder, 'shared') })
})

afterAll(async () => {
  await Promise.all(open.map((client) => client.end().catch(() => undefined)))
  await server.stop()
  await rm(folder, { recursive: true })
})

async function connectTo(url: string, options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, ...options })
  client.on('error', () => undefined)
  await client.connect()
  open.push(client)
  return client
}

async function one(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await client.query({ text: sql, values, rowMode: 'array' })
  return rows[0]?.[0]
}

describe('many clients on the one session', () => {
  test('each client gets the answers to its own queries, with parameters of any size', async () => {
    const clients = await Promise.all([0, 1, 2, 3].map(() => connectTo(server.url)))
    const answers = await Promise.all(
      clients.map(async (client, who) => {
        const seen: string[] = []
        for (let i = 0; i < 60; i++) {
          const text = `${who}-${i}-`.repeat(who % 2 ? 3 : 60_000)
          const { rows } = await client.query(`select $1::text as text, ${who} as who`, [text])
          if (rows[0].text === text && rows[0].who === who) seen.push('own')
          else seen.push(`foreign ${rows[0].who}`)
        }
        return seen
      }),
    )
    expect(new Set(answers.flat())).toEqual(new Set(['own']))
  })

  test('a setting of one client does not reach another, and stays with its own', async () => {
    const [a, b] = [await connectTo(server.url), await connectTo(server.url)]
    await a.query('create schema if not exists aside')
    await a.query('set search_path to aside, public')
    await a.query("set timezone to 'Europe/Vienna'")
    expect(await one(b, 'show search_path')).toBe('public')
    expect(await one(b, 'show timezone')).not.toBe('Europe/Vienna')
    expect(await one(a, 'show search_path')).toBe('aside, public')
    expect(await one(a, 'show timezone')).toBe('Europe/Vienna')
  })

  test('the start-up parameter "options" is honoured', async () => {
    const options = '-c search_path="aside" -c statement_timeout=1234'
    const client = await connectTo(server.url, { options })
    const other = await connectTo(server.url)
    expect(await one(client, 'show search_path')).toBe('"aside"')
    expect(await one(client, 'show statement_timeout')).toBe('1234ms')
    expect(await one(other, 'show statement_timeout')).toBe('0')
    await expect(connectTo(server.url, { options: '-c no_such_thing=1' })).rejects.toThrow(
      'no_such_thing',
    )
    expect(await one(other, 'select 1')).toBe(1)
  })

  test('two clients may give their prepared statements the same name', async () => {
    const [a, b] = [await connectTo(server.url), await connectTo(server.url)]
    const ask = async (client: pg.Client, answer: number) =>
      (await client.query({ name: 'same', text: `select ${answer} as answer` })).rows[0].answer
    expect(await ask(a, 1)).toBe(1)
    expect(await ask(b, 2)).toBe(2)
    expect(await ask(a, 1)).toBe(1)
    await b.end()
    expect(await ask(a, 1)).toBe(1)
  })

  test('a notification reaches those who listen to its channel, wherever it came from', async () => {
    const [a, b, c] = [
      await connectTo(server.url),
      await connectTo(server.url),
      await connectTo(server.url),
    ]
    const heard: string[] = []
    for (const [name, client] of Object.entries({ a, b, c })) {
      client.on('notification', ({ channel, payload }) =>
        heard.push(`${name} ${channel} ${payload}`),
      )
    }
    await a.query('listen "Mixed Case"; listen plain')
    await b.query('listen plain')
    const arrived = once(b, 'notification')
    await c.query("select pg_notify('Mixed Case', '1'), pg_notify('plain', '2')")
    await arrived
    await b.query('unlisten plain')
    await c.query("notify plain, '3'")
    await a.query('select 1')
    await b.query('select 1')
    // In order for each client; between two sockets there is none.
    const heardBy = (name: string) => heard.filter((line) => line.startsWith(name))
    expect(heardBy('a')).toEqual(['a Mixed Case 1', 'a plain 2', 'a plain 3'])
    expect(heardBy('b')).toEqual(['b plain 2'])
    expect(heardBy('c')).toEqual([])
  })

  test('a transaction keeps others out until it ends', async () => {
    const [a, b] = [await connectTo(server.url), await connectTo(server.url)]
    await a.query('create table if not exists steps (n int)')
    await a.query('begin')
    await a.query('insert into steps values (1)')
    const counted = one(b, 'select count(*)::int from steps')
    await a.query('insert into steps values (2)')
    await a.query('commit')
    expect(await counted).toBe(2)
  })

  test('a client that dies inside a transaction is rolled back, and others go on', async () => {
    const [a, b] = [await connectTo(server.url), await connectTo(server.url)]
    await a.query('begin')
    await a.query('create table orphan (n int)')
    const others = one(b, "select to_regclass('orphan')::text")
    const { stream } = (a as unknown as { connection: { stream: { destroy(): void } } }).connection
    stream.destroy()
    expect(await others).toBeNull()
  })

  test('an error leaves a client and its neighbours usable', async () => {
    const [a, b] = [await connectTo(server.url), await connectTo(server.url)]
    await expect(a.query('select $1::int', ['x'])).rejects.toThrow('invalid input syntax')
    await expect(a.query('selec')).rejects.toThrow('syntax error')
    await a.query('begin')
    await expect(a.query('select 1/0')).rejects.toThrow('division by zero')
    await expect(a.query('select 1')).rejects.toThrow('current transaction is aborted')
    await a.query('rollback')
    expect(await one(a, 'select 3')).toBe(3)
    expect(await one(b, 'select 4')).toBe(4)
  })

  test('COPY FROM STDIN is refused with a sentence', async () => {
    const client = await connectTo(server.url)
    await client.query('create table if not exists copied (n int)')
    await expect(client.query('copy copied from stdin')).rejects.toThrow('use insert')
    expect(await one(client, 'select 5')).toBe(5)
  })

  test('pgvector is there, halfvec included', async () => {
    const client = await connectTo(server.url)
    await client.query('create extension if not exists vector')
    expect(await one(client, "select '[1,2]'::halfvec(2) <=> '[1,2]'::halfvec(2)")).toBe(0)
  })
})

describe('who gets in', () => {
  test.each(psql)('%s works', async (program) => {
    const ask = (sql: string) => run(program, [server.url, '-Atc', sql])
    expect((await ask('select 6 * 7')).stdout).toBe('42\n')
    expect((await ask('copy (values (1), (2)) to stdout')).stdout).toBe('1\n2\n')
    expect((await ask('\\dn')).stdout).toContain('public')
  })

  test('a wrong password and an unknown database are refused by name', async () => {
    const wrong = new URL(server.url)
    wrong.password = 'guess'
    await expect(connectTo(wrong.href)).rejects.toThrow('wrong password')
    const unknown = new URL(server.url)
    unknown.pathname = '/elsewhere'
    await expect(connectTo(unknown.href)).rejects.toThrow('"elsewhere" does not exist')
  })

  test('bytes of another protocol are refused, and nobody else notices', async () => {
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', Buffer.alloc(64, 0xff), Buffer.alloc(64)]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(bytes)
      socket.resume()
      await once(socket, 'close')
    }
    const client = await connectTo(server.url)
    expect(await one(client, 'select 8')).toBe(8)
  })
})

describe('the process', () => {
  test('data and password outlive kill -9, and a dead owner does not keep the folder', async () => {
    const dataDir = join(folder, 'killed')
    const first = await startPostgres({ dataDir })
    const client = await connectTo(first.url)
    await client.query('create table kept (n int)')
    await client.query('insert into kept select generate_series(1, 1000)')
    process.kill(first.pid, 'SIGKILL')
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL', expected: false })
    const second = await startPostgres({ dataDir, port: first.port })
    try {
      expect(second.url).toBe(first.url)
      expect(await one(await connectTo(second.url), 'select count(*)::int from kept')).toBe(1000)
    } finally {
      await second.stop()
    }
    expect(await second.exited).toMatchObject({ code: 0, expected: true })
  })

  test('two processes never have one folder open', async () => {
    await expect(startPostgres({ dataDir: join(folder, 'shared') })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`in use by process ${server.pid}`),
    })
  })

  test('a lock left by a process id that another process has now is stale', async () => {
    const dataDir = join(folder, 'reused')
    await (await startPostgres({ dataDir })).stop()
    const owner = JSON.stringify({ pid: process.pid, startedAt: 'long ago' })
    await writeFile(join(dataDir, 'owner.json'), owner)
    const again = await startPostgres({ dataDir })
    await again.stop()
  })

  test('a port that is taken is named', async () => {
    const dataDir = join(folder, 'taken')
    await expect(startPostgres({ dataDir, port: server.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${server.port}: another program has that port`,
    )
  })

  test('it ends when its parent is killed', async () => {
    const parent = fork(fileURLToPath(new URL('start-and-wait.mjs', import.meta.url)), [
      join(folder, 'orphaned'),
    ])
    const [{ pid }] = (await once(parent, 'message')) as [{ pid: number }]
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 120_000 }).toBe(false)
  })

  test('it ends when its parent is killed in the midst of a statement that never would', async () => {
    const parent = fork(fileURLToPath(new URL('start-and-wait.mjs', import.meta.url)), [
      join(folder, 'computing'),
    ])
    const [{ pid, url }] = (await once(parent, 'message')) as [{ pid: number; url: string }]
    const client = await connectTo(url)
    client
      .query('select count(*) from generate_series(1, 1000000000000::bigint)')
      .catch(() => undefined)
    // For the statement to have begun.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 240_000 }).toBe(false)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
