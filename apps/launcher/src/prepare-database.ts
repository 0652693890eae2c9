import { readConnectionFile } from '@earmark/config'
import { EarmarkError } from '@earmark/core/errors'
import {
  allowApiKey,
  connectDatabase,
  createApiKey,
  type DatabaseConnection,
  describeSchemaMismatch,
  findApiKey,
  KeyNameTaken,
  keyScopes,
  migrateDatabase,
  readSchemaState,
} from '@earmark/db'

/** Connects, brings the schema up to date and finds the key of an earlier start, or makes one. */
export async function prepareDatabase({
  url,
  home,
}: {
  url: string
  home: string
}): Promise<{ database: DatabaseConnection; apiKey: string }> {
  const database = connectDatabase({
    url,
    applicationName: 'earmark-start',
    maxConnections: 2,
    statementTimeoutMs: 0,
  })
  try {
    const state = await readSchemaState(database.db)
    if (state.status === 'newer') {
      throw new EarmarkError('SCHEMA_MISMATCH', describeSchemaMismatch(state) ?? '', {
        permanent: true,
      })
    }
    if (state.status !== 'current') await migrateDatabase(database.pool)
    return { database, apiKey: await ensureApiKey(database, home) }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function ensureApiKey({ db }: DatabaseConnection, home: string): Promise<string> {
  const earlier = (await readConnectionFile(home))?.apiKey
  const known = earlier === undefined ? null : await findApiKey(db, earlier)
  if (earlier !== undefined && known) {
    // Whoever has this start's files may do everything, whatever version made the key.
    await allowApiKey(db, { id: known.id, scopes: keyScopes })
    return earlier
  }
  // The name is taken where another home uses this database, or where this one has lost its key.
  for (let n = 1; ; n += 1) {
    try {
      const name = n === 1 ? 'npm start' : `npm start ${n}`
      return (await createApiKey(db, { name, scopes: keyScopes })).key
    } catch (error) {
      if (!(error instanceof KeyNameTaken)) throw error
    }
  }
}
