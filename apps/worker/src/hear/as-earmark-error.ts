import { EarmarkError } from '@earmark/core'

/**
 * A failure that is told of one object.
 *
 * @throws whatever else it is: a fault of ours or of Postgres, which says nothing about the object
 */
export function asEarmarkError(error: unknown): EarmarkError {
  if (error instanceof EarmarkError) return error
  throw error
}
