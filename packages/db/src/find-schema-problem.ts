import { isOutage } from '@earmark/outage'
import pg from 'pg'
import { connectDatabase } from './connection/connect-database.js'
import { describeSchemaMismatch, readSchemaState } from './migrate.js'

/** Why a program cannot work on a database, and what to do. */
export interface SchemaProblem {
  code: 'DATABASE_UNAVAILABLE' | 'SCHEMA_MISMATCH'
  message: string
  permanent: boolean
  cause?: unknown
}

/**
 * Looks whether there is a database with this version's schema, on an impatient connection of its own: who starts a
 * program is told at once.
 *
 * @param url postgres:// connection string, as DATABASE_URL
 * @throws what is no answer of Postgres and no lack of one
 */
export async function findSchemaProblem(
  url: string,
  applicationName: string,
): Promise<SchemaProblem | null> {
  const { db, close } = connectDatabase({ url, applicationName, maxConnections: 1 })
  try {
    const mismatch = describeSchemaMismatch(await readSchemaState(db))
    return mismatch === null
      ? null
      : { code: 'SCHEMA_MISMATCH', message: mismatch, permanent: true }
  } catch (cause) {
    const message = describe(cause, new URL(url).host)
    if (message === null) throw cause
    return { code: 'DATABASE_UNAVAILABLE', message, permanent: false, cause }
  } finally {
    await close()
  }
}

function describe(cause: unknown, host: string): string | null {
  // An error for a name with several addresses has a code and no text.
  const { message, code } = cause as { message?: string; code?: string }
  const reason = message || code
  if (isOutage(cause)) {
    return `No Postgres answers at ${host}, which DATABASE_URL names (${reason}). Start it, or correct the URL.`
  }
  if (isAboutTls(message, code)) {
    return `The Postgres at ${host} cannot be trusted, or TLS cannot be used with it: ${reason}. Correct DATABASE_URL: after sslmode=verify-full, sslrootcert=/path/ca.pem names the authority of its certificate.`
  }
  if (!(cause instanceof pg.DatabaseError)) return null
  return `The Postgres at ${host} refuses: ${reason}. Correct DATABASE_URL, or the rights of its user.`
}

/** What Node says of certificates, pg of a server without TLS, and both of a file that the URL names and that is not there. */
function isAboutTls(message = '', code = ''): boolean {
  return /CERT|SIGNATURE|^ERR_(SSL|TLS|OSSL)|^ENOENT$/.test(code) || /SSL/.test(message)
}
