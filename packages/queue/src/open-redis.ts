import { Cluster, Redis, type RedisOptions } from 'ioredis'

export type RedisConnection = Redis | Cluster

const DEFAULT_PORT = 6379
const DEFAULT_SENTINEL_PORT = 26379
const LONGEST_RECONNECT_MS = 5_000
const COUNT_TIMEOUT_MS = 200

/**
 * Opens a Redis by its URL:
 * - `redis://user:password@host:6379/0`, `rediss://…` for TLS
 * - `redis+sentinel://user:password@host:26379,host:26379/master-name`
 * - `redis+cluster://user:password@host:6379,host:6379`
 *
 * A worker waits for ever for a Redis that comes back; whoever adds a job is told soon, and whoever counts at once.
 */
export function openRedis(url: string, role: 'queue' | 'worker' | 'counts'): RedisConnection {
  const options: RedisOptions = {
    maxRetriesPerRequest: role === 'worker' ? null : 3,
    // A request waits for its count: one that does not come, also of a server that says nothing, is done without.
    ...(role === 'counts' && { commandTimeout: COUNT_TIMEOUT_MS }),
    retryStrategy: (attempt) => Math.min(LONGEST_RECONNECT_MS, attempt * 200),
    // A replica that was promoted away refuses writes: connect anew to find the master.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  }
  const several =
    /^redis\+(sentinel|cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/]+)(?:\/(.*))?$/.exec(url)
  if (!several) return new Redis(url, options)
  const [, mode, username, password, hosts = '', path] = several
  const credentials = {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  }
  const nodes = hosts
    .split(',')
    .map((host) => readHost(host, mode === 'sentinel' ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT))
  if (mode === 'cluster') {
    return new Cluster(nodes, {
      redisOptions: { ...options, ...credentials },
      clusterRetryStrategy: (attempt) => Math.min(LONGEST_RECONNECT_MS, attempt * 200),
    })
  }
  return new Redis({
    ...options,
    ...credentials,
    sentinels: nodes,
    name: path || 'mymaster',
  })
}

function readHost(host: string, defaultPort: number): { host: string; port: number } {
  const at = host.lastIndexOf(':')
  return at === -1
    ? { host, port: defaultPort }
    : { host: host.slice(0, at), port: Number(host.slice(at + 1)) }
}
