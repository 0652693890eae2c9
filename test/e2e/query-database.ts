import { connectDatabase } from '@earmark/db'
import type { Site } from './start-site.js'

/** For states that the API leads to only in hours, such as an archive of a hundred thousand objects. */
export async function queryDatabase(
  { databaseUrl }: Pick<Site, 'databaseUrl'>,
  statement: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const { pool, close } = connectDatabase({ url: databaseUrl, applicationName: 'e2e' })
  try {
    return (await pool.query(statement, values)).rows
  } finally {
    await close()
  }
}
