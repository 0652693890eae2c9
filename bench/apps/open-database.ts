import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@earmark/embedded'
import { UnavailableServer } from '@earmark/testing'
import pg from 'pg'

export interface BenchDatabase {
  url: string
  name: string
  /** How many may work at once. */
  connections: number
  close: () => Promise<void>
}

/**
 * A database on the server of DATABASE_URL, which is created where it is missing, or an embedded Postgres.
 *
 * @param keep leaves it there when it is closed
 */
export function openDatabase(options: { database: string; keep: boolean }): Promise<BenchDatabase> {
  const url = process.env.DATABASE_URL
  return url ? createDatabase(url, options) : startEmbedded()
}

async function createDatabase(
  serverUrl: string,
  { database: name, keep }: { database: string; keep: boolean },
): Promise<BenchDatabase> {
  const onServer = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl })
    await client.connect()
    try {
      return await client.query(statement)
    } finally {
      await client.end()
    }
  }
  const { rows: vector } = await onServer(
    "select version() from pg_available_extensions where name = 'vector'",
  ).catch((error: Error) => {
    throw new UnavailableServer(
      `The Postgres of DATABASE_URL does not answer: ${error.message || error}. Unset DATABASE_URL to measure on an embedded Postgres.`,
    )
  })
  if (vector.length === 0) {
    throw new UnavailableServer(
      'The Postgres of DATABASE_URL has no pgvector. Install it there, or unset DATABASE_URL to measure on an embedded Postgres.',
    )
  }
  const { rowCount } = await onServer(`select 1 from pg_database where datname = '${name}'`)
  if (rowCount === 0) await onServer(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    name: `database ${name}`,
    connections: 2,
    close: async () => {
      if (!keep) await onServer(`drop database ${name} with (force)`)
    },
  }
}

async function startEmbedded(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'earmark-bench-'))
  const server = await startPostgres({ dataDir, port: 0 })
  return {
    url: server.url,
    name: 'embedded Postgres',
    connections: 1,
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
