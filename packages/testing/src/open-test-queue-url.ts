import { testRedisUrl } from './config.js'
import type { TestDatabase } from './open-test-database.js'

export type QueueKind = 'postgres' | 'redis'

/** The queue in the test's own database always, and on Redis where TEST_REDIS_URL names one. */
export function queueKinds(): QueueKind[] {
  return testRedisUrl ? ['postgres', 'redis'] : ['postgres']
}

/** Where a test's queue lives. On Redis, give each test file a prefix of its own. */
export function openTestQueueUrl(kind: QueueKind, database: TestDatabase): string {
  return kind === 'redis' ? (testRedisUrl ?? '') : database.url
}
