export { connectDatabase, type DatabaseConnection } from './connection/connect-database.js'
export type { Database } from './connection/database.js'
export { listen } from './connection/listen.js'
export { findSchemaProblem } from './find-schema-problem.js'
export {
  describeSchemaMismatch,
  migrateDatabase,
  readSchemaState,
  type SchemaState,
} from './migrate.js'
export * from './queries/archive.js'
export * from './queries/work.js'
export { readServerVersions, type ServerVersions } from './read-server-versions.js'
export { type BatchState, batchStates, type ItemState, itemStates } from './schema.js'
export { describeReading } from './statement/describe-reading.js'
export { guardAsAnalyst } from './statement/guard-as-analyst.js'
export { runStatement, type StatementLimits } from './statement/run-statement.js'
export { StatementFailed } from './statement/statement-failed.js'
export { StatementRefused } from './statement/statement-refused.js'
export { toPlainValue } from './statement/to-plain-value.js'
