import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { connectDatabase, dropSearchIndex, migrateDatabase } from '@earmark/db'
import { openDatabase } from '../apps/open-database.js'
import { runBench } from '../apps/run-bench.js'
import { round, time } from '../measure.js'
import { compareIndexes } from './compare-indexes.js'
import { measureResults } from './measure-results.js'
import { measureRetag, measureScoring } from './measure-retag.js'
import { measureReview } from './measure-review.js'
import { measureSearch } from './measure-search.js'
import { writeArchive } from './write-archive.js'

const PARTS = ['score', 'retag', 'search', 'results', 'review']
const BYTES_OF_GB = 1e9

const USAGE = `Measures re-tagging, search, results and reviews on a generated archive.

  npm run bench:query -- [--windows N] [--queries N] [--database NAME] [--keep] [--only PARTS] [--compare-indexes [--index NAME]]

  --windows N       windows of the archive (100000)
  --queries N       searches of each kind, and four times as many for results (100)
  --database NAME   database on the server of DATABASE_URL to create or use again (earmark_bench_query)
  --compare-indexes only that: other indexes for searches, on the same windows, without those that were built before
  --index NAME      with --compare-indexes: those only whose name begins so, as in "signs, m = 8"
  --only PARTS      some of ${PARTS.join(',')}; reviews need results
  --index-memory GB for building the index of searches, on Postgres's machine: one beyond it takes hours (8)
  --ef-construction N
                    candidates while that index is built (200)
  --keep            leave the database there, so that the next run finds its archive and index

Without DATABASE_URL it runs on an embedded Postgres of its own.`

const { values: options } = parseArgs({
  options: {
    windows: { type: 'string', default: '100000' },
    queries: { type: 'string', default: '100' },
    database: { type: 'string', default: 'earmark_bench_query' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string', default: PARTS.join() },
    'index-memory': { type: 'string' },
    'ef-construction': { type: 'string' },
    'compare-indexes': { type: 'boolean', default: false },
    index: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})
const windows = Number(options.windows)
const queries = Number(options.queries)
const parts = options.only.split(',')
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const indexGigabytes = numberOf(options['index-memory'])
const efConstruction = numberOf(options['ef-construction'])
if (
  options.help ||
  !parts.every((part) => PARTS.includes(part)) ||
  !((indexGigabytes ?? 1) > 0) ||
  !Number.isSafeInteger(efConstruction ?? 1) ||
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
  const { rows: sizes } = await client.query<{ bytes: number }>(
    `select pg_table_size('earmark.embeddings')::bigint as bytes`,
  )
  const build = {
    efConstruction,
    memoryBytes: indexGigabytes && indexGigabytes * BYTES_OF_GB,
  }
  const measures: Record<string, () => Promise<object>> = {
    score: () => measureScoring(connection, archive, server.connections),
    retag: () => measureRetag(connection, archive, server.connections),
    search: () => measureSearch(connection, archive, queries, build),
    results: () => measureResults(connection, archive, server.connections, 4 * queries),
    review: () => measureReview(connection, archive, Math.ceil(queries / 5)),
  }
  const figures = { windows, bytes_per_window: Math.round(sizes[0]!.bytes / archive.windows) }
  for (const [part, measure] of Object.entries(measures)) {
    if (!parts.includes(part)) continue
    const measured = await measure()
    print(part, measured)
    Object.assign(figures, measured)
  }
  console.log(JSON.stringify(figures))
})

function print(title: string, figures: object): void {
  console.log(`${title}:`)
  for (const [name, value] of Object.entries(figures)) {
    console.log(`  ${name.padEnd(36)} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  }
}
