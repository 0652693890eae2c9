export { copyPrepared } from './copy-prepared.js'
export { findFreePort } from './find-free-port.js'
export { type Certificates, makeCertificates } from './make-certificates.js'
export { noteStatements } from './note-statements.js'
export {
  type DatabaseKind,
  databaseKinds,
  openTestDatabase,
  type TestDatabase,
} from './open-test-database.js'
export { openTestQueueUrl, type QueueKind, queueKinds } from './open-test-queue-url.js'
export { openTestStorage, type TestStorage } from './open-test-storage.js'
export { childrenNamed, isRunning } from './processes.js'
export { type RestartableServer, UnavailableServer } from './server-process.js'
export { startPgbouncer } from './start-pgbouncer.js'
export { startRealPostgres } from './start-real-postgres.js'
export { startRealRedis } from './start-real-redis.js'
export {
  openAccess,
  type RedisAccess,
  type RedisTopology,
  securedAccess,
  startRedisAlone,
  startRedisCluster,
  startRedisSentinel,
} from './start-redis-topologies.js'
