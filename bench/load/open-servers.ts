import { startRealPostgres, startRealRedis } from '@earmark/testing'
import { openDatabase } from '../apps/open-database.js'
import type { Keep } from '../apps/run-bench.js'

/** The servers that DATABASE_URL (in a database of its own, which is dropped) and QUEUE_URL name, or such as are installed here. */
export async function openServers(keep: Keep): Promise<{
  databaseUrl: string
  queueUrl: string
  /** Whether it runs on this machine, for this measurement alone. */
  isOwnPostgres: boolean
}> {
  const database = process.env.DATABASE_URL
    ? await openDatabase({ database: 'earmark_load', keep: false })
    : await startRealPostgres()
  keep(database, ({ close }) => close())
  const queueUrl = process.env.QUEUE_URL ?? keep(await startRealRedis(), ({ close }) => close()).url
  return { databaseUrl: database.url, queueUrl, isOwnPostgres: !process.env.DATABASE_URL }
}
