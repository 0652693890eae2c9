import { EarmarkError } from '@earmark/core'
import { type Database, describeSchemaMismatch, readSchemaState } from '@earmark/db'
import { describeUnavailable } from './describe-unavailable.js'

/** @throws EarmarkError with what to do, where there is no database or its schema is not this version's */
export async function requireSchema(db: Database): Promise<void> {
  let mismatch: string | null
  try {
    mismatch = describeSchemaMismatch(await readSchemaState(db))
  } catch (error) {
    throw describeUnavailable(error)
  }
  if (mismatch !== null) throw new EarmarkError('SCHEMA_MISMATCH', mismatch, { permanent: true })
}
