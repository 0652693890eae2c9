import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { EarmarkError } from '@earmark/core'
import type { AddressGuard } from './create-address-guard.js'

/**
 * Posts a message to an address that came from outside. The socket connects to the very addresses that were checked, so
 * that a name that leads elsewhere a moment later is of no use; redirects are not followed.
 *
 * @returns the status
 * @throws EarmarkError ACCESS_DENIED where the host is internal and not allowed
 */
export function postWebhook(
  guard: AddressGuard,
  url: URL,
  { headers, body, signal }: { headers: Record<string, string>; body: string; signal: AbortSignal },
): Promise<number> {
  // URL has brought every notation of an IPv4 address (0x7f.1, 2130706433) into one.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const isTrusted = guard.isTrusted(host)
  // No name is looked up for an address, so the hook below would not be asked.
  if (isIP(host) !== 0 && !isTrusted && !guard.isOpen(host)) return Promise.reject(refuse(url))
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      signal,
      // A connection that is kept would not be looked up again.
      agent: false,
      lookup: isTrusted ? lookup : createCheckedLookup(guard, url),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      // Nobody reads it.
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    outgoing.end(body)
  })
}

function createCheckedLookup(guard: AddressGuard, url: URL): LookupFunction {
  return (hostname, options, callback) => {
    guard.resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const [first] = addresses
      // One internal address among several is enough: which of them is taken is up to chance.
      if (!first || !addresses.every(({ address }) => guard.isOpen(address)))
        return callback(refuse(url), '', 0)
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

function refuse({ host }: URL): EarmarkError {
  const message = `${host} is on an internal network, where webhooks do not go. Whoever runs Earmark names it in WEBHOOK_ALLOW to allow it.`
  return new EarmarkError('ACCESS_DENIED', message, { permanent: true })
}
