import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisPlace } from './read-redis-url.js'

export type RedisConnection = Redis | Cluster

const LONGEST_RECONNECT_MS = 5_000
const COUNT_TIMEOUT_MS = 200
/** Of a master that nobody named: what Sentinel's own examples call it. */
const DEFAULT_MASTER = 'mymaster'

/**
 * Opens a Redis. A worker waits for ever for one that comes back; whoever adds a job is told soon, and whoever counts at
 * once.
 */
export function openRedis(
  { mode, hosts, path, credentials, sentinelCredentials, tls }: RedisPlace,
  role: 'queue' | 'worker' | 'counts',
): RedisConnection {
  const reconnectAfter = (attempt: number) => Math.min(LONGEST_RECONNECT_MS, attempt * 200)
  const options: RedisOptions = {
    maxRetriesPerRequest: role === 'worker' ? null : 3,
    // A request waits for its count: one that does not come, also of a server that says nothing, is done without.
    ...(role === 'counts' && { commandTimeout: COUNT_TIMEOUT_MS }),
    retryStrategy: reconnectAfter,
    // A replica that was promoted away refuses writes: connect anew to find the master.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...credentials,
    ...(tls && { tls }),
  }
  switch (mode) {
    case 'alone':
      return new Redis({ ...options, ...hosts[0], ...(path && { db: Number(path) }) })
    case 'sentinel':
      return new Redis({
        ...options,
        ...sentinelCredentials,
        sentinels: hosts,
        name: path || DEFAULT_MASTER,
        ...(tls && { sentinelTLS: tls, enableTLSForSentinelMode: true }),
      })
    case 'cluster':
      return new Cluster(hosts, {
        redisOptions: options,
        clusterRetryStrategy: reconnectAfter,
        // A name that has become an address fits no certificate.
        ...(tls && { dnsLookup: (host, found) => found(null, host) }),
      })
  }
}
