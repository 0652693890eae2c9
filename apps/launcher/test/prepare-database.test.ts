import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConnectionFile, writeConnectionFile } from '@earmark/config'
import { connectDatabase, createApiKey, findApiKey, migrateDatabase } from '@earmark/db'
import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareDatabase } from '../src/prepare-database.js'

const API_URL = 'http://127.0.0.1:3210'

describe.each(databaseKinds())('a home of an earlier version on %s', (kind) => {
  let server: TestDatabase
  let home: string
  beforeAll(async () => {
    server = await openTestDatabase(kind)
    home = await mkdtemp(join(tmpdir(), 'earmark-home-'))
  })
  afterAll(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })

  test('keeps its key, which may then ask in SQL as the page does', async () => {
    const { url } = server
    const earlier = connectDatabase({ url, applicationName: 'earlier', maxConnections: 1 })
    await migrateDatabase(earlier.pool)
    const { key } = await createApiKey(earlier.db, { name: 'npm start' })
    const { scopes: before } = (await findApiKey(earlier.db, key))!
    await earlier.close()
    expect(before).not.toContain('sql')
    await writeConnectionFile(home, { apiUrl: API_URL, apiKey: key, databaseUrl: url })

    const { database, apiKey } = await prepareDatabase({ url, home })
    const found = await findApiKey(database.db, apiKey)
    await database.close()
    expect(apiKey).toBe(key)
    expect(found).toMatchObject({
      name: 'npm start',
      scopes: expect.arrayContaining(['sql', 'admin']),
    })
    expect((await readConnectionFile(home))?.apiKey).toBe(key)
  })

  test('whose key is known here no more gets another one, which may', async () => {
    const { url } = server
    const apiKey = 'em_of_elsewhere'
    await writeConnectionFile(home, { apiUrl: API_URL, apiKey, databaseUrl: url })
    const { database, apiKey: made } = await prepareDatabase({ url, home })
    const found = await findApiKey(database.db, made)
    await database.close()
    // Its own name is the earlier key's.
    expect(found).toMatchObject({
      name: 'npm start 2',
      scopes: expect.arrayContaining(['sql', 'admin']),
    })
  })
})
