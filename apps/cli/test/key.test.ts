import { connectDatabase, migrateDatabase } from '@earmark/db'
import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runHere } from './run-earmark.js'

describe.each(databaseKinds())('keys on %s', (kind) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    const { pool, close } = connectDatabase({ url: database.url, applicationName: 'test' })
    await migrateDatabase(pool)
    await close()
  })
  afterAll(() => database.close())

  const key = (...args: string[]) => runHere(['key', ...args], { DATABASE_URL: database.url })
  const listed = async () => JSON.parse((await key('ls', '--json')).stdout)

  test('a key is made, listed by how it begins, and revoked by its name', async () => {
    expect((await key('ls')).stdout).toBe('There are no keys yet.\n')
    const made = (await key('create', 'nightly import')).stdout.trim()
    expect(await listed()).toMatchObject([
      { name: 'nightly import', lastUsedAt: null, revokedAt: null },
    ])
    const { stdout: table } = await key('ls')
    expect(table).toContain('nightly import')
    expect(table).not.toContain(made)
    const [{ id, prefix }] = await listed()
    expect(made.startsWith(prefix)).toBe(true)
    expect(await key('revoke', 'nightly import')).toMatchObject({
      code: 0,
      stdout: `Key ${id}, "nightly import", is revoked; an API may take it for 10 s more.\n`,
    })
    expect(await listed()).toMatchObject([{ id, revokedAt: expect.any(String) }])
  })

  test('a key is made for some things only, and the list says so', async () => {
    const made = JSON.parse((await key('create', 'notebook', '--scope', 'sql', '--json')).stdout)
    expect(made).toMatchObject({ name: 'notebook', scopes: ['sql'] })
    expect(await listed()).toContainEqual(
      expect.objectContaining({ name: 'notebook', scopes: ['sql'] }),
    )
    expect(await key('create', 'other', '--scope', 'root')).toMatchObject({ code: 2 })
    expect((await key('revoke', 'notebook')).code).toBe(0)
  })

  test('a key is made for a number of days', async () => {
    const { stdout } = await key('create', 'guest', '--expires-in', '2', '--json')
    const days = (Date.parse(JSON.parse(stdout).expiresAt) - Date.now()) / (24 * 3600 * 1000)
    expect(days).toBeCloseTo(2, 1)
    expect(await key('create', 'other', '--expires-in', 'soon')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('received "soon"'),
    })
    expect((await key('revoke', 'guest')).code).toBe(0)
  })

  test('a key is renewed: it is another, and named and numbered as before', async () => {
    const made = (await key('create', 'renewed')).stdout.trim()
    const rotated = await key('rotate', 'renewed', '--grace', '0')
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^em_\S{43}\n$/) })
    expect(rotated.stdout.trim()).not.toBe(made)
    expect(rotated.stderr).toContain('"renewed", is renewed')
    const ofName = (await listed()).filter(({ name }: { name: string }) => name === 'renewed')
    expect(ofName).toHaveLength(1)
    expect(rotated.stdout.startsWith(ofName[0].prefix)).toBe(true)
    expect(await key('rotate', 'nosuch')).toMatchObject({ code: 2 })
    expect((await key('revoke', 'renewed')).code).toBe(0)
  })

  test('a number names a key, unless another has it for a name', async () => {
    await key('create', 'by number')
    const { id } = (await listed()).find(({ name }: { name: string }) => name === 'by number')
    await key('create', String(id))
    await key('revoke', String(id))
    const inUse = (await listed()).filter((one: { revokedAt: unknown }) => one.revokedAt === null)
    expect(inUse).toMatchObject([{ id, name: 'by number' }])
    expect((await key('revoke', String(id))).code).toBe(0)
  })

  test('a key that nothing is called, or that is revoked already, is said not to be in use', async () => {
    for (const name of ['nightly import', 'nosuch', '999']) {
      expect(await key('revoke', name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`There is no API key "${name}" in use. npx earmark key ls`),
      })
    }
  })

  test('two keys in use have two names, and a revoked one gives its name back', async () => {
    expect((await key('create', 'nightly import')).code).toBe(0)
    expect(await key('create', 'nightly import')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npx earmark key ls'),
    })
  })
})
