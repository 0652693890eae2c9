import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { connectDatabase, dropSearchIndex, migrateDatabase } from '@earmark/db'
import { openDatabase } from '../apps/open-database.js'
import { runBench } from '../apps/run-bench.js'
import { round, time } from '../measure.js'
import { compareIndexes } from './compare-indexes.js'
import { measureResults } from './measure-results.js'
import { measureRetag } from './measure-retag.js'
import { measureSearch } from './measure-search.js'
import { writeArchive } from './write-archive.js'

const USAGE = `Measures re-tagging, search and results on a generated archive.

  npm run bench:query -- [--windows N] [--queries N] [--database NAME] [--keep] [--no-search] [--compare-indexes [--index NAME]]

  --windows N       windows of the archive (100000)
  --queries N       searches of each kind, and four times as many for results (100)
  --database NAME   database on the server of DATABASE_URL to create or use again (earmark_bench_query)
  --compare-indexes only that: other indexes for searches, on the same windows, without those that were built before
  --index NAME      with --compare-indexes: those only whose name begins so, as in "signs, m = 8"
  --no-search       all but searches, whose index takes hours where it does not fit into the memory for its building
  --keep            leave the database there, so that the next run finds its archive and index

Without DATABASE_URL it runs on an embedded Postgres of its own.`

const { values: options } = parseArgs({
  options: {
    windows: { type: 'string', default: '100000' },
    queries: { type: 'string', default: '100' },
    database: { type: 'string', default: 'earmark_bench_query' },
    keep: { type: 'boolean', default: false },
    'no-search': { type: 'boolean', default: false },
    'compare-indexes': { type: 'boolean', default: false },
    index: { type: 'string', default: '' },
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
  const server = keep(await openDatabase(options), ({ close }) => close())
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

  if (options['compare-indexes']) {
    await dropSearchIndex(client, { modelId: archive.modelId })
    await compareIndexes(connection, archive, queries, options.index, (figures) =>
      console.log(JSON.stringify({ windows: archive.windows, ...figures })),
    )
    return
  }
  const retag = await measureRetag(connection, archive, server.connections)
  print('re-tagging', retag)
  const { rows: sizes } = await client.query<{ bytes: number }>(
    `select pg_table_size('earmark.embeddings')::bigint as bytes`,
  )
  const bytesPerWindow = Math.round(sizes[0]!.bytes / archive.windows)
  const search = options['no-search'] ? {} : await measureSearch(connection, archive, queries)
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
