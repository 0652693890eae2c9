import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findFreePort } from './find-free-port.js'
import type { Certificates } from './make-certificates.js'
import { untilTrue } from './server-process.js'
import { type RealRedis, startRealRedis } from './start-real-redis.js'

const run = promisify(execFile)

/** Who is let in, with exactly these rights; a password with what a URL has to escape. */
const USER = 'worker'
const PASSWORD = 'a:b@c/d'
const MASTER = 'earmark'

/** How a Redis is reached by those who may. */
export type RedisAccess = {
  /** Lines of redis.conf. */
  settings: string[]
  /** What redis-cli needs. */
  cli: string[]
  scheme: 'redis' | 'rediss'
  /** `user:password@`, or nothing. */
  credentials: string
  /** `?ca=…`, or nothing. */
  query: string
}

export const openAccess: RedisAccess = {
  settings: [],
  cli: [],
  scheme: 'redis',
  credentials: '',
  query: '',
}

/**
 * TLS, and one user beside an administrator.
 *
 * @param rights of that user, as `ACL SETUSER` takes them
 */
export function securedAccess({ ca, server }: Certificates, rights: string): RedisAccess {
  return {
    settings: [
      `tls-cert-file ${server.certificate}`,
      `tls-key-file ${server.key}`,
      `tls-ca-cert-file ${ca}`,
      'tls-auth-clients no',
      'tls-cluster yes',
      'tls-replication yes',
      'user default on >administrator ~* &* +@all',
      `user ${USER} on >${PASSWORD} ${rights}`,
    ],
    cli: ['--tls', '--cacert', ca, '--no-auth-warning', '-a', 'administrator'],
    scheme: 'rediss',
    credentials: `${USER}:${encodeURIComponent(PASSWORD)}@`,
    query: `?ca=${encodeURIComponent(ca)}`,
  }
}

async function startNode(access: RedisAccess, more: string[] = []) {
  const port = await findFreePort()
  const tls = access.scheme === 'rediss' ? ['port 0', `tls-port ${port}`] : []
  const settings = [...access.settings, ...tls, ...more]
  return { port, redis: await startRealRedis({ port, settings, cli: access.cli }) }
}

export type RedisTopology = { url: string; servers: RealRedis[]; close: () => Promise<void> }

export async function startRedisAlone(
  access: RedisAccess,
  settings?: string[],
): Promise<RedisTopology> {
  const { port, redis } = await startNode(access, settings)
  const { scheme, credentials, query } = access
  const url = `${scheme}://${credentials}127.0.0.1:${port}/0${query}`
  return { url, servers: [redis], close: redis.close }
}

/** A cluster of three masters; the URL names two of them. */
export async function startRedisCluster(access: RedisAccess): Promise<RedisTopology> {
  const nodes: Awaited<ReturnType<typeof startNode>>[] = []
  const close = async () => void (await Promise.all(nodes.map(({ redis }) => redis.close())))
  try {
    for (let node = 0; node < 3; node++) {
      const busPort = await findFreePort()
      const settings = ['cluster-enabled yes', `cluster-port ${busPort}`]
      nodes.push(await startNode(access, settings))
    }
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
    await run('redis-cli', [...access.cli, '--cluster', 'create', ...hosts, '--cluster-yes'])
    for (const { redis } of nodes) {
      await untilTrue(async () => (await redis.ask('cluster', 'info')).includes('cluster_state:ok'))
    }
    const { scheme, credentials, query } = access
    return {
      url: `${scheme}+cluster://${credentials}${hosts.slice(0, 2).join(',')}${query}`,
      servers: nodes.map(({ redis }) => redis),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A master, its replica, and a Sentinel that gives the replica the lead soon after the master has gone. All want a password. */
export async function startRedisSentinel(): Promise<RedisTopology> {
  const servers: RealRedis[] = []
  const close = async () => void (await Promise.all(servers.map((redis) => redis.close())))
  const cli = ['--no-auth-warning', '-a', PASSWORD]
  const settings = [`requirepass ${PASSWORD}`, `masterauth ${PASSWORD}`]
  const start = async (port: number, more: string[], isSentinel = false) => {
    const redis = await startRealRedis({ port, settings: more, cli, isSentinel })
    servers.push(redis)
    return redis
  }
  try {
    const [masterPort, replicaPort, sentinelPort] = await Promise.all([
      findFreePort(),
      findFreePort(),
      findFreePort(),
    ])
    await start(masterPort, settings)
    const replica = await start(replicaPort, [...settings, `replicaof 127.0.0.1 ${masterPort}`])
    await untilTrue(async () =>
      (await replica.ask('info', 'replication')).includes('master_link_status:up'),
    )
    const watching = [
      `requirepass ${PASSWORD}`,
      `sentinel monitor ${MASTER} 127.0.0.1 ${masterPort} 1`,
      `sentinel auth-pass ${MASTER} ${PASSWORD}`,
      `sentinel down-after-milliseconds ${MASTER} 1000`,
      `sentinel failover-timeout ${MASTER} 5000`,
    ]
    const sentinel = await start(sentinelPort, watching, true)
    await untilTrue(async () =>
      (await sentinel.ask('sentinel', 'replicas', MASTER)).includes(String(replicaPort)),
    )
    const password = encodeURIComponent(PASSWORD)
    return {
      url: `redis+sentinel://:${password}@127.0.0.1:${sentinelPort}/${MASTER}?sentinelPassword=${password}`,
      servers,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
