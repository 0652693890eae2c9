import { parseArgs } from 'node:util'
import { connectDatabase, getBatchSummary, getStats, migrateDatabase } from '@earmark/db'
import { openDatabase } from '../apps/open-database.js'
import { runBench } from '../apps/run-bench.js'
import { median, round, time } from '../measure.js'
import { writeHeardObjects } from './write-heard-objects.js'

const USAGE = `Measures the figures of the archive and of a batch, as the page asks for them, on so many objects.

  npm run bench:stats -- [--objects N] [--database NAME] [--keep]

  --objects N       objects, each heard in one batch and with two scores (100000)
  --database NAME   database on the server of DATABASE_URL to create or use again (earmark_bench_stats)
  --keep            leave the database there, so that the next run finds its objects

Without DATABASE_URL it runs on an embedded Postgres of its own.`

const TIMES = 10

const { values: options } = parseArgs({
  options: {
    objects: { type: 'string', default: '100000' },
    database: { type: 'string', default: 'earmark_bench_stats' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const objects = Number(options.objects)
if (
  options.help ||
  !Number.isSafeInteger(objects) ||
  objects < 1 ||
  !/^\w+$/.test(options.database)
) {
  console.log(USAGE)
  process.exit(options.help ? 0 : 2)
}

await runBench(async (keep) => {
  const database = keep(await openDatabase(options), ({ close }) => close())
  const { db, pool } = keep(
    connectDatabase({
      url: database.url,
      applicationName: 'bench',
      maxConnections: database.connections,
      // Millions of rows are written in one statement.
      statementTimeoutMs: 0,
    }),
    ({ close }) => close(),
  )
  await migrateDatabase(pool)
  let batchId = 0
  const writtenS = await time(async () => {
    batchId = await writeHeardObjects(pool, objects)
  })
  console.log(`${database.name}: ${objects} objects, written in ${round(writtenS, 1)} s`)
  const stats = await getStats(db)
  const { objects: counted, windows, isEstimate } = stats
  console.log(JSON.stringify({ objects: counted, windows, isEstimate }))
  console.log(
    JSON.stringify({
      objects,
      ...(await measure('stats', () => getStats(db))),
      ...(await measure('summary', () => getBatchSummary(db, batchId))),
    }),
  )
})

async function measure(name: string, work: () => Promise<unknown>) {
  const times: number[] = []
  for (let run = 0; run < TIMES; run++) times.push(1000 * (await time(work)))
  return {
    [`${name}_ms_p50`]: round(median(times)),
    [`${name}_ms_max`]: round(Math.max(...times)),
  }
}
