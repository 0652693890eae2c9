import { randomBytes } from 'node:crypto'
import { databaseKinds, openTestDatabase } from '@earmark/testing'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runHere } from './run-earmark.js'

describe.each(databaseKinds())('on %s', (kind) => {
  test('the owner of all migrates without a word too many, twice', async () => {
    const database = await openTestDatabase(kind)
    onTestFinished(() => database.close())
    for (const said of [
      /^Applied \d+ migrations: the schema is current\.\n$/,
      /^The schema is current/,
    ]) {
      const run = await runHere(['migrate'], { DATABASE_URL: database.url })
      expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(said), stderr: '' })
    }
  })
})

describe.runIf(databaseKinds().includes('postgres'))('on a server of somebody else', () => {
  test('an owner who may make and grant no roles is told what an administrator has to do', async () => {
    const database = await openTestDatabase('postgres')
    const owner = `owner_${randomBytes(6).toString('hex')}`
    const url = new URL(database.url)
    const administrator = new pg.Client({ connectionString: database.url })
    await administrator.connect()
    onTestFinished(async () => {
      await administrator.query(`reassign owned by ${owner} to current_user`)
      await administrator.query(`drop owned by ${owner} cascade`)
      await administrator.query(`drop role ${owner}`)
      await administrator.end()
      await database.close()
    })
    await administrator.query(`create role ${owner} login password 'secret'`)
    await administrator.query(`alter database ${url.pathname.slice(1)} owner to ${owner}`)
    await administrator.query('create extension vector')
    url.username = owner
    url.password = 'secret'
    const run = await runHere(['migrate'], { DATABASE_URL: url.href })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Applied \d+ migrations/) })
    expect(run.stderr).toContain(`grant earmark_analyst to ${owner}`)
    expect(run.stderr).toContain('run: npx earmark migrate\n')
    expect(run.stderr).not.toMatch(/(?<!npx )earmark (migrate|sql)|already exists|skipping/)
  })
})
