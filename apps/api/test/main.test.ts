import { readFile } from 'node:fs/promises'
import { connectDatabase, createApiKey, migrateDatabase } from '@earmark/db'
import {
  openTestDatabase,
  openTestStorage,
  type TestDatabase,
  type TestStorage,
} from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitOf, readyUrl, run } from './run-program.js'
import { clipPath } from './start-test-api.js'

describe('the program', () => {
  let database: TestDatabase
  let storage: TestStorage
  let environment: Record<string, string>
  beforeAll(async () => {
    ;[database, storage] = await Promise.all([openTestDatabase('embedded'), openTestStorage()])
    environment = {
      DATABASE_URL: database.url,
      S3_ENDPOINT: storage.endpoint,
      AWS_ACCESS_KEY_ID: storage.accessKeyId,
      AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
      API_PORT: '0',
    }
  })
  afterAll(() => Promise.all([database.close(), storage.close()]))

  test('refuses to start on a database without the schema, and says what to run', async () => {
    const program = run(environment)
    expect(await exitOf(program)).toBe(1)
    expect(program.errors()).toMatch(/^The database has no Earmark schema yet\. Run: .*\n$/)
  })

  test('names every variable that is wrong at once', async () => {
    const program = run({
      API_PORT: '99999',
      S3_ENDPOINT: 'nowhere',
      DATABASE_URL: 'mysql://u:secret@h/d',
    })
    expect(await exitOf(program)).toBe(1)
    for (const name of ['API_PORT=99999', 'S3_ENDPOINT', 'DATABASE_URL']) {
      expect(program.errors()).toContain(name)
    }
    expect(program.errors()).not.toContain('secret')
  })

  test('says in a sentence that Postgres is not there', async () => {
    const url = 'postgres://earmark:secret@127.0.0.1:9/earmark'
    const program = run({ ...environment, DATABASE_URL: url })
    expect(await exitOf(program)).toBe(1)
    expect(program.errors()).toMatch(/^No Postgres answers at 127\.0\.0\.1:9.*\n$/)
  })

  test('says that there is no model', async () => {
    const { pool, close } = connectDatabase({ url: database.url, applicationName: 'test' })
    await migrateDatabase(pool)
    await close()
    const program = run({ ...environment, EARMARK_MODEL: '/nowhere' })
    expect(await exitOf(program)).toBe(1)
    expect(program.errors()).toMatch(/no model folder at \/nowhere/)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'serves until %s, then finishes what is under way',
    async (signal) => {
      const connection = connectDatabase({ url: database.url, applicationName: 'test' })
      await migrateDatabase(connection.pool)
      const { key } = await createApiKey(connection.db, { name: signal })
      await connection.close()
      const program = run(environment)
      const url = await readyUrl(program)
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
      const form = new FormData()
      form.set('request', JSON.stringify({ labelSets: [{ labels: ['dog'] }] }))
      form.set('file', new Blob([new Uint8Array(await readFile(clipPath('tone_1s')))]))
      const headers = { authorization: `Bearer ${key}` }
      const answer = fetch(`${url}/v1/classify`, { method: 'POST', headers, body: form })
      // Once the request is in: a second one shows that the first has been received.
      await (await fetch(`${url}/healthz`)).text()
      program.child.kill(signal)
      expect((await answer).status).toBe(200)
      expect(await exitOf(program)).toBe(0)
      expect(program.output()).not.toContain(key)
      const messages = program
        .output()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg)
      expect(messages).toContain('API ready')
      expect(messages.at(-1)).toBe('API stopped')
    },
  )

  test('stops when the process that started it goes away', async () => {
    const program = run(environment)
    await readyUrl(program)
    program.child.disconnect()
    expect(await exitOf(program)).toBe(0)
  })
})
