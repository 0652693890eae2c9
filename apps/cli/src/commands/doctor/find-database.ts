import type { Context } from '../../context.js'
import { type Finding, find } from './finding.js'

/** Postgres as this machine reaches it: its version, its schema and pgvector. */
export async function findDatabase({ databaseUrl }: Context): Promise<Finding[]> {
  const url = await databaseUrl().catch(() => null)
  if (url === null) {
    const says = 'DATABASE_URL is not set here; only sql, migrate and key need it'
    return [{ what: 'Postgres', state: 'unknown', says }]
  }
  const { connectDatabase, findSchemaProblem, readServerVersions } = await import('@earmark/db')
  const schema = await find('Postgres', 'Start Postgres, or correct DATABASE_URL.', async () => {
    const problem = await findSchemaProblem(url, 'earmark-doctor')
    if (problem === null) return 'answers, with the schema of this version'
    return { state: 'wrong', says: problem.message }
  })
  if (schema.state === 'wrong') return [schema]
  const { db, close } = connectDatabase({
    url,
    applicationName: 'earmark-doctor',
    maxConnections: 1,
  })
  try {
    const { postgres, vector } = await readServerVersions(db)
    return [
      schema,
      vector === null
        ? {
            what: 'pgvector',
            state: 'wrong',
            says: `is missing from Postgres ${postgres}`,
            mend: 'Install the package pgvector for it, then: npx earmark migrate',
          }
        : { what: 'pgvector', state: 'right', says: `${vector}, on Postgres ${postgres}` },
    ]
  } finally {
    await close()
  }
}
