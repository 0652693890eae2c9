export type { ServerExit, ServerProcess } from './start-child.js'
export {
  type ObjectStorageOptions,
  type ObjectStorageProcess,
  startObjectStorage,
} from './start-object-storage.js'
export { type PostgresOptions, type PostgresProcess, startPostgres } from './start-postgres.js'
