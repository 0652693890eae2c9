export { copyPrepared } from './copy-prepared.js'
export { findFreePort } from './find-free-port.js'
export {
  type DatabaseKind,
  databaseKinds,
  openTestDatabase,
  type TestDatabase,
} from './open-test-database.js'
export { openTestQueueUrl, type QueueKind, queueKinds } from './open-test-queue-url.js'
export { openTestStorage, type TestStorage } from './open-test-storage.js'
export { startPgbouncer } from './start-pgbouncer.js'
export {
  type RestartableServer,
  startRealPostgres,
  startRealRedis,
  UnavailableServer,
} from './start-real-servers.js'
