import type { FastifyRequest } from 'fastify'
import { HttpProblem } from '../http-problem.js'
import { shortenText } from '../shorten.js'
import type { Site } from './site.js'

/** Methods that change nothing, so that a page of another site gains nothing by them. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request that comes with a cookie may do harm where another site's page sent it. */
export function isHarmful({ method, headers }: FastifyRequest): boolean {
  return !SAFE_METHODS.has(method) || headers.upgrade !== undefined
}

/**
 * Browsers say with `Origin` which page a request comes from.
 *
 * @throws HttpProblem 403 where that is none of this API's own
 */
export function requireOwnOrigin({ publicOrigin }: Site, request: FastifyRequest): void {
  const { origin = '', host = '' } = request.headers
  const own = `${request.protocol}://${host}`
  if (origin !== '' && (origin === own || origin === publicOrigin)) return
  const message =
    origin === ''
      ? 'A request with the cookie of a browser needs the Origin that browsers send. Programs send a key: "Authorization: Bearer <key>".'
      : `This request was sent by a page of ${shortenText(origin)}, and the pages of this API are at ${publicOrigin ?? shortenText(own)}. Where both are the same behind a proxy, set API_PUBLIC_URL.`
  throw new HttpProblem(403, 'FOREIGN_ORIGIN', message)
}

/** Whether the browser came by https, as far as the proxy in front. */
export function isSecure({ publicOrigin }: Site, { protocol, headers }: FastifyRequest): boolean {
  const isPublic = headers.origin !== undefined && headers.origin === publicOrigin
  return protocol === 'https' || (isPublic && publicOrigin?.startsWith('https:') === true)
}
