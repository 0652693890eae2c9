import type { DatabaseError } from 'pg'

/** What Postgres, or the way to it, complains about; null where the error is of another kind. */
export function describeDatabaseError(error: unknown): string[] | null {
  const postgresError = findCause(error, isDatabaseError)
  if (postgresError && isDatabaseError(postgresError)) return describePostgresError(postgresError)
  const refused = findCause(
    error,
    (cause) => 'address' in cause && 'port' in cause && 'syscall' in cause,
  ) as (NodeJS.ErrnoException & { address?: string; port?: number }) | null
  if (refused?.syscall === 'connect') {
    return [
      `No Postgres answers at ${refused.address}:${refused.port} (${refused.code}). Start it with npm start, or set DATABASE_URL to where it runs.`,
    ]
  }
  return null
}

function describePostgresError(error: DatabaseError): string[] {
  const lines = [`Postgres: ${error.message}`]
  if (error.detail) lines.push(`  ${error.detail}`)
  if (error.hint) lines.push(`  Hint: ${error.hint}`)
  if (error.code === '25006') {
    lines.push('  npx earmark sql reads only, unless it is called with --write.')
  }
  if (error.code === '42501') {
    lines.push(
      '  npx earmark sql reads as earmark_analyst, who sees no keys, secrets or files. With --write it runs as the user of DATABASE_URL.',
    )
  }
  if (error.message.includes('multiple commands')) {
    lines.push('  npx earmark sql takes one statement at a time.')
  }
  if (error.code === '42P01' && error.message.includes('earmark.')) {
    lines.push('  Has the schema been made? Run: npx earmark migrate')
  }
  return lines
}

/** Searches the error, what it was caused by, and for several attempts at once each of them. */
function findCause(error: unknown, matches: (cause: Error) => boolean): Error | null {
  if (!(error instanceof Error)) return null
  if (matches(error)) return error
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  for (const cause of inner) {
    const found = findCause(cause, matches)
    if (found) return found
  }
  return null
}

/** Told by its fields: most commands that fail never had to load pg. */
function isDatabaseError(cause: Error): cause is DatabaseError {
  return 'severity' in cause && 'routine' in cause && 'code' in cause
}
