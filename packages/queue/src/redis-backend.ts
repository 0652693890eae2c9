import { Queue, Worker } from 'bullmq'
import { Cluster } from 'ioredis'
import { hidePassword } from './hide-password.js'
import { openRedis, type RedisConnection } from './open-redis.js'
import type { QueueBackend } from './queue-backend.js'
import { readRedisUrl } from './read-redis-url.js'

/** BullMQ's scripts need Redis 6.2's commands. */
const VERSION_FLOOR = [6, 2]

/**
 * @param prefix keeps several installations apart on one Redis
 * @param report told of errors
 * @param warn told of a Redis that is set up to lose jobs, whenever it is reached for the first time
 * @throws EarmarkError QUEUE_UNAVAILABLE, permanent, where the URL names none
 */
export function redisBackend(
  url: string,
  prefix: string,
  report: (error: Error) => void,
  warn: (risk: string) => void,
): QueueBackend {
  const place = hidePassword(url)
  const redis = readRedisUrl(url)
  const connections = new Map<'queue' | 'worker', RedisConnection>()
  const copies: RedisConnection[] = []
  function connection(role: 'queue' | 'worker'): RedisConnection {
    let open = connections.get(role)
    if (!open) {
      const opened = openRedis(redis, role)
      // BullMQ's workers wait on a copy, and leave one that has never reached its server trying for ever.
      keepCopies(opened, copies)
      // ioredis connects anew by itself; an error without a listener would end the process.
      opened.on('error', report)
      opened.once('ready', () => {
        findProblem(opened).then((problem) => problem && warn(`${place} ${problem}`), report)
      })
      connections.set(role, opened)
      open = opened
    }
    return open
  }
  const common = {
    // In a cluster, all keys of a queue must be in one slot: the braces do that, and do no harm elsewhere.
    prefix: `{${prefix}}`,
    // findProblem reports instead; BullMQ would write to the console.
    skipVersionCheck: true,
  }
  return {
    kind: 'redis',
    place,
    openQueue: async (name, options) =>
      new Queue(name, { ...options, ...common, connection: connection('queue') }),
    openWorker: async (name, processor, options) =>
      new Worker(name, processor, { ...options, ...common, connection: connection('worker') }),
    openCounts: () => {
      const opened = openRedis(redis, 'counts')
      opened.on('error', report)
      return { connection: opened, namespace: `{${prefix}}:counts:` }
    },
    findRisk: async () => {
      const problem = await findProblem(connection('queue'))
      return problem && `The queue's Redis ${problem}`
    },
    close: async () => {
      for (const open of [...connections.values(), ...copies]) disconnect(open)
    },
  }
}

/** ioredis does not say `end` where it was between two tries, and BullMQ's worker would wait for it for ever. */
function disconnect(connection: RedisConnection): void {
  const isBetweenTries = connection.status === 'reconnecting'
  connection.disconnect()
  if (isBetweenTries) connection.emit('end')
}

/** Notes every copy that is made of a connection. */
function keepCopies(connection: RedisConnection, copies: RedisConnection[]): void {
  const duplicate = connection.duplicate.bind(connection) as (...args: unknown[]) => RedisConnection
  connection.duplicate = ((...args: unknown[]) => {
    const copy = duplicate(...args)
    copies.push(copy)
    return copy
  }) as never
}

/** What is wrong with a Redis for a queue, as the rest of a sentence about it; null where nothing is. */
async function findProblem(redis: RedisConnection): Promise<string | null> {
  const servers = redis instanceof Cluster ? redis.nodes('master') : [redis]
  for (const server of servers) {
    const problem = describeProblem(await server.info())
    if (problem) return problem
  }
  return null
}

/** @param info what the command INFO says */
function describeProblem(info: string): string | null {
  const read = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim()
  const version = read('redis_version') ?? ''
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [floorMajor = 0, floorMinor = 0] = VERSION_FLOOR
  if (major < floorMajor || (major === floorMajor && minor < floorMinor)) {
    return `is version ${version}: ${VERSION_FLOOR.join('.')} or newer is needed.`
  }
  const policy = read('maxmemory_policy')
  if (policy === undefined || policy === 'noeviction') return null
  return `throws data away when its memory is full (maxmemory-policy ${policy}), and with it queued jobs. Set it: CONFIG SET maxmemory-policy noeviction`
}
