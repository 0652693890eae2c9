import { S3Error } from './s3-error.js'

/** Names of this machine that a request may be addressed to. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1'])

/**
 * Refuses what a page in a browser sends. A signature would keep it out too, but a page might have got hold of a
 * presigned address, or have its own name resolve to this machine.
 *
 * @param boundTo the address that the server listens on
 * @throws S3Error AccessDenied
 */
export function refuseForeign(headers: Map<string, string>, boundTo: string): void {
  const host = headers.get('host') ?? ''
  const name = host.replace(/:\d*$/, '').toLowerCase()
  if (LOOPBACK.has(boundTo) && !LOOPBACK.has(name)) {
    throw new S3Error('AccessDenied', `This server does not go by the name ${name}.`)
  }
  const origin = headers.get('origin')
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new S3Error('AccessDenied', 'This server takes nothing from pages of other origins.')
  }
  const site = headers.get('sec-fetch-site')
  if (site !== undefined && site !== 'none' && site !== 'same-origin') {
    throw new S3Error('AccessDenied', 'This server takes nothing from pages of other sites.')
  }
}
