import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'
import { isAlive, startLauncher } from './run-launcher.js'

const golden = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/golden/', import.meta.url),
)

const runCommand = promisify(execFile)

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

const ask = (...args: string[]) => home.ask(...args)

test('every SQL example at a glance answers', async () => {
  const glance = await readFile(new URL('../../../docs/at-a-glance.md', import.meta.url), 'utf8')
  const examples = [...glance.matchAll(/^\| [^|]+ \| `(select .+)` \|$/gm)].map(
    (match) => match[1]!,
  )
  expect(examples.length).toBeGreaterThanOrEqual(10)
  for (const example of examples) {
    const rows = JSON.parse(await ask('sql', example, '--json'))
    if (!example.includes('earmark.failures')) expect(rows.length).toBeGreaterThan(0)
  }
})

test('results come as JSON and CSV, through as many pages as there are', async () => {
  const all = JSON.parse(await ask('results', '--label-set', 'sounds', '--json'))
  const probabilities = all.map((result: { probability: number }) => result.probability)
  // A set of 30 labels keeps the best ten of each object.
  expect(all).toHaveLength(310)
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a))
  const csv = (await ask('results', '--label', 'thunder', '--min-probability', '0.9', '--csv'))
    .trimEnd()
    .split('\n')
  expect(csv[0]).toMatch(/^objectId,bucket,key,label,/)
  expect(csv.slice(1).every((line) => line.includes('nature/thunder.wav'))).toBe(true)
  expect(csv.length).toBe(2)
})

test('a batch with an object that cannot be heard ends with 3 and says which and why', async () => {
  const folder = join(home.folder, 'mixed')
  await mkdir(folder)
  await copyFile(join(golden, 'audio/tone_1s.wav'), join(folder, 'good.wav'))
  await copyFile(fileURLToPath(import.meta.url), join(folder, 'lies\u001b[31m.wav'))
  await ask('upload', folder, 's3://mixed')
  const run = await home.run('tag', 's3://mixed', '--labels', 'dog,rain', '--watch')
  expect(run.code).toBe(3)
  expect(run.stderr).toContain('s3://mixed/lies\\u001b[31m.wav  UNDECODABLE_AUDIO')
  expect(run.stderr).not.toContain('\u001b')
})

test('a bucket that does not exist fails the batch with exit code 1 and its name', async () => {
  const run = await home.run('tag', 's3://nowhere', '--labels', 'dog,rain', '--watch')
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('The bucket nowhere does not exist')
})

test('the API refuses in words that name what was wrong', async () => {
  const unknown = await home.run('tag', 's3://demo', '--label-set', 'nothing')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('There is no label set "nothing" (--label-set). The nearest')
  const noBatch = await home.run('batch', 'show', '999999')
  expect(noBatch.code).toBe(1)
  expect(noBatch.stderr).toContain('999999')
})

test('sql reads, takes one statement, and writes only when asked to', async () => {
  const write =
    "insert into earmark.api_keys (name, key_sha256, scopes) values ('x', 'x', '{read}')"
  const refused = await home.run('sql', write)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--write')
  const smuggled = await home.run('sql', `commit; ${write}`)
  expect(smuggled.code).toBe(1)
  await ask('sql', write, '--write')
  const keys = await ask(
    'sql',
    "select name, null as gone from earmark.api_keys where name = 'x'",
    '--write',
    '--csv',
  )
  expect(keys).toBe('name,gone\nx,\n')
  const wrong = await home.run('sql', 'selec 1')
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toBe('earmark: Postgres: syntax error at or near "selec"\n')
})

test('what one sql statement sets reaches neither the next one nor the API', async () => {
  await ask('sql', 'set role earmark_reader', '--write')
  await ask('sql', "set statement_timeout = '1ms'", '--write')
  expect(
    await ask(
      'sql',
      'select current_user, current_setting($$statement_timeout$$)',
      '--write',
      '--csv',
    ),
  ).toContain('postgres,0')
  expect(await ask('batch', 'ls')).toContain('completed')
})

test('a result of several pages arrives whole', async () => {
  const rows = JSON.parse(
    await ask('sql', 'select n, n % 2 = 0 as even from generate_series(1, 2500) n', '--json'),
  )
  expect(rows).toHaveLength(2500)
  expect(rows[2499]).toEqual({ n: 2500, even: true })
})

test('a new key opens the API, a wrong one does not', async () => {
  const { apiUrl } = JSON.parse(await readFile(join(home.folder, 'connection.json'), 'utf8'))
  const key = (await ask('key', 'create', 'for a test')).trim()
  const list = (bearer: string) =>
    fetch(`${apiUrl}/v1/batches`, { headers: { authorization: `Bearer ${bearer}` } })
  expect((await list(key)).status).toBe(200)
  expect((await list(`${key}x`)).status).toBe(401)
  expect(await ask('migrate')).toContain('The schema is current')
})

test('sign-in prints a link, as the first address is one, that signs a browser in once', async () => {
  const printed = await home.launcher.printed('Ctrl-C stops it')
  const first =
    /Addresses\n {2}Page {6}(http:\/\/\S+\/sign-in\?code=\S+) {2}\(signs/.exec(printed)?.[1] ?? ''
  for (const link of [first, (await ask('sign-in')).trim()]) {
    const { origin, searchParams } = new URL(link)
    const body = JSON.stringify({ code: searchParams.get('code') })
    const headers = { 'content-type': 'application/json', origin }
    const signIn = () => fetch(`${origin}/v1/session`, { method: 'POST', headers, body })
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).status).toBe(401)
  }
  expect(JSON.parse(await ask('sign-in', '--json'))).toEqual({
    url: expect.stringContaining('/sign-in?code='),
    expiresAt: expect.any(String),
  })
})

test('a second start on the same home says where the first one is', async () => {
  const { apiUrl } = JSON.parse(await readFile(join(home.folder, 'connection.json'), 'utf8'))
  const second = await startLauncher(home.folder).exited
  expect(second.code).toBe(1)
  expect(second.stderr).toContain(`Earmark already runs on ${home.folder}: ${apiUrl}`)
})

test('Ctrl-C stops everything, and the command line then says how to start it', async () => {
  home.launcher.child.kill('SIGINT')
  const { code, stdout } = await home.launcher.exited
  expect(code).toBe(0)
  expect(stdout).toContain('Stopping …')
  const run = await home.run('batch', 'ls')
  expect(run.code).toBe(1)
  expect(run.stderr).toMatch(
    /No Earmark API at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\).* npm start/,
  )
})

test('a launcher that is killed leaves no process behind', async () => {
  const killed = startLauncher(home.folder, ['--no-demo'])
  await killed.printed('Ctrl-C stops it')
  const { stdout } = await runCommand('ps', ['-eo', 'pid,ppid'])
  const children = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === killed.child.pid)
    .map(([pid]) => pid!)
  // Postgres, S3, the API and the worker.
  expect(children).toHaveLength(4)
  killed.child.kill('SIGKILL')
  await expect.poll(() => children.filter(isAlive), { timeout: 120_000 }).toEqual([])
})
