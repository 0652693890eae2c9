import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { startPostgres } from '@earmark/embedded'
import { UnavailableServer } from '@earmark/testing'
import pg from 'pg'
import { runBench } from '../apps/run-bench.js'
import { round, time } from './measure.js'
import { measureResults } from './measure-results.js'
import { measureRetag } from './measure-retag.js'
import { measureSearch } from './measure-search.js'
import { writeArchive } from './write-archive.js'

const USAGE = `Measures re-tagging, search and results on a generated archive.

  npm run bench:query -- [--windows N] [--queries N] [--database NAME] [--keep]

  --windows N       windows of the archive (100000)
  --queries N       searches of each kind, and four times as many for results (100)
  --database NAME   database on the server of DATABASE_URL to create or use again (earmark_bench_query)
  --keep            leave the database there, so that the next run finds its archive and index

Without DATABASE_URL it runs on an embedded Postgres of its own.`

interface Server {
  url: string
  name: string
  connections: number
  close: () => Promise<void>
}

const { values: options } = parseArgs({
  options: {
    windows: { type: 'string', default: '100000' },
    queries: { type: 'string', default: '100' },
    database: { type: 'string', default: 'earmark_bench_query' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const windows = Number(options.windows)
const queries = Number(options.queries)
if (
  options.help ||
  !Number.isSafeInteger(windows) ||
  windows < 1000 ||
  !Number.isSafeInteger(queries) ||
  queries < 1 ||
  !/^\w+$/.test(options.database)
) {
  console.log(USAGE)
  process.exit(options.help ? 0 : 2)
}
await runBench(async (keep) => {
  const server = keep(
    process.env.DATABASE_URL ? await openDatabase(process.env.DATABASE_URL) : await startEmbedded(),
    ({ close }) => close(),
  )
  const connection = keep(
    connectDatabase({
      url: server.url,
      applicationName: 'bench',
      maxConnections: server.connections,
      // An index over ten million windows takes its time.
      statementTimeoutMs: 0,
    }),
    ({ close }) => close(),
  )
  await migrateDatabase(connection.pool)
  const { pool: client } = connection
  const { rows } = await client.query<{ version: string; vector: string; buffers: string }>(
    `select version(), current_setting('shared_buffers') as buffers,
        (select extversion from pg_extension where extname = 'vector') as vector`,
  )
  const { version, vector, buffers } = rows[0]!
  console.log(
    `${server.name}: ${version.split(' on ')[0]}, pgvector ${vector}, shared_buffers ${buffers}, ${cpus().length} CPUs`,
  )

  let archive!: Awaited<ReturnType<typeof writeArchive>>
  const writtenS = await time(async () => {
    archive = await writeArchive(client, windows)
  })
  const was = archive.isReused ? 'found' : `written in ${round(writtenS, 1)} s`
  console.log(`archive: ${archive.windows} windows of ${archive.hearings} objects, ${was}`)

  const retag = await measureRetag(connection, archive, server.connections)
  print('re-tagging', retag)
  const { rows: sizes } = await client.query<{ bytes: number }>(
    `select pg_table_size('earmark.embeddings')::bigint as bytes`,
  )
  const bytesPerWindow = Math.round(sizes[0]!.bytes / archive.windows)
  const search = await measureSearch(connection, archive, queries)
  print('search', search)
  const results = await measureResults(connection, archive, server.connections, 4 * queries)
  print('results', results)
  console.log(
    JSON.stringify({
      windows,
      ...retag,
      bytes_per_window: bytesPerWindow,
      ...search,
      ...results,
    }),
  )
})

function print(title: string, figures: object): void {
  console.log(`${title}:`)
  for (const [name, value] of Object.entries(figures)) {
    console.log(`  ${name.padEnd(36)} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  }
}

async function openDatabase(serverUrl: string): Promise<Server> {
  const name = options.database
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
      if (!options.keep) await onServer(`drop database ${name} with (force)`)
    },
  }
}

async function startEmbedded(): Promise<Server> {
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
