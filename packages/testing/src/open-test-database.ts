import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@earmark/embedded'
import pg from 'pg'
import { testPostgresUrl } from './config.js'
import { copyPrepared } from './copy-prepared.js'

export type DatabaseKind = 'embedded' | 'postgres'

export type TestDatabase = { url: string; close: () => Promise<void> }

/** The embedded Postgres always, and a real server where TEST_POSTGRES_URL names one. */
export function databaseKinds(): DatabaseKind[] {
  return testPostgresUrl ? ['embedded', 'postgres'] : ['embedded']
}

/** An empty database of its own for a test file. */
export function openTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'postgres' ? createDatabase(testPostgresUrl ?? '') : startEmbedded()
}

async function startEmbedded(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  await copyPrepared('postgres', join(dataDir, 'postgres'), async (folder) => {
    const server = await startPostgres({ dataDir: folder })
    await server.stop()
  })
  const server = await startPostgres({ dataDir: join(dataDir, 'postgres') })
  return {
    url: server.url,
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `earmark_test_${randomBytes(6).toString('hex')}`
  await runOnServer(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    close: () => runOnServer(serverUrl, `drop database ${name} with (force)`),
  }
}

async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
