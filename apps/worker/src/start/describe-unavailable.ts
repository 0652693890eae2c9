import { EarmarkError } from '@earmark/core'

/** What to do where Postgres does not answer. drizzle's own message is the statement: what is wrong is in its cause. */
export function describeUnavailable(error: unknown): EarmarkError {
  const cause =
    error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error)
  const message = `Postgres cannot be reached by DATABASE_URL: ${cause.message}. Start it, or correct the variable.`
  return new EarmarkError('DATABASE_UNAVAILABLE', message, { cause: error })
}
