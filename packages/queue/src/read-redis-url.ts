import { readFileSync } from 'node:fs'
import { EarmarkError } from '@earmark/core'
import { hidePassword } from './hide-password.js'

export type RedisPlace = {
  mode: 'alone' | 'sentinel' | 'cluster'
  /** Of a Redis alone, the one; otherwise those that are asked first. */
  hosts: { host: string; port: number }[]
  /** After the slash: the database's number, or the master's name for Sentinel. */
  path: string
  credentials: { username?: string; password?: string }
  sentinelCredentials: { sentinelUsername?: string; sentinelPassword?: string }
  /** Undefined without TLS. PEM files, read; `ca` is one's own authority, the others show who the client is. */
  tls: { ca?: Buffer; cert?: Buffer; key?: Buffer } | undefined
}

const FORM =
  /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/
const DEFAULT_PORT = 6379
const DEFAULT_SENTINEL_PORT = 26379
const FILES = ['ca', 'cert', 'key'] as const
const SENTINEL_CREDENTIALS = ['sentinelUsername', 'sentinelPassword'] as const

/**
 * Reads where a Redis is:
 * - `redis://user:password@host:6379/0`
 * - `redis+sentinel://user:password@host:26379,host:26379/master-name?sentinelUsername=…&sentinelPassword=…`
 * - `redis+cluster://user:password@host:6379,host:6379`
 *
 * `rediss` in each for TLS, with `?ca=/path/ca.pem` for an authority of one's own and `&cert=…&key=…` for a client's certificate.
 *
 * @throws EarmarkError QUEUE_UNAVAILABLE, permanent, with what is wrong with the URL
 */
export function readRedisUrl(url: string): RedisPlace {
  const refuse = (why: string) =>
    new EarmarkError('QUEUE_UNAVAILABLE', `QUEUE_URL (${hidePassword(url)}) ${why}`, {
      permanent: true,
    })
  const read = FORM.exec(url)
  if (!read) throw refuse('is no URL of a Redis: redis://user:password@host:6379/0 is one.')
  const [, s, several, username, password, hosts = '', path = '', query] = read
  const mode = (several as 'sentinel' | 'cluster' | undefined) ?? 'alone'
  const parameters = new URLSearchParams(query)
  const known: readonly string[] = [...FILES, ...SENTINEL_CREDENTIALS]
  const odd = [...parameters.keys()].find((name) => !known.includes(name))
  if (odd !== undefined)
    throw refuse(`has "${odd}" after the "?": ${known.join(', ')} may be there.`)
  const files = FILES.flatMap((name) => {
    const file = parameters.get(name)
    if (!file) return []
    if (!s) throw refuse(`names a file for TLS (${name}) and uses none: it must begin with rediss.`)
    try {
      return [[name, readFileSync(file)]]
    } catch (error) {
      throw refuse(`names a file (${name}) that cannot be read: ${(error as Error).message}.`)
    }
  })
  return {
    mode,
    hosts: hosts
      .split(',')
      .map((host) => readHost(host, mode === 'sentinel' ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT)),
    path,
    credentials: {
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    },
    sentinelCredentials: Object.fromEntries(
      SENTINEL_CREDENTIALS.flatMap((name) => {
        const value = parameters.get(name)
        return value ? [[name, value]] : []
      }),
    ),
    tls: s ? Object.fromEntries(files) : undefined,
  }
}

function readHost(text: string, defaultPort: number): { host: string; port: number } {
  const [, bracketed, plain = '', port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? []
  return { host: bracketed ?? plain, port: port === undefined ? defaultPort : Number(port) }
}
