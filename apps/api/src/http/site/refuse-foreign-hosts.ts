import type { FastifyRequest } from 'fastify'
import { HttpProblem } from '../http-problem.js'
import { shortenText } from '../shorten.js'
import { hostnameOf, isLoopback } from './is-loopback.js'
import type { Site } from './site.js'

/**
 * A hook against DNS rebinding: a stranger's page may have its own name point at this machine, and would then be of the
 * same site as this API.
 *
 * @throws HttpProblem 421, where only this machine reaches the API and the request names another host
 */
export function createHostGuard({ isLoopbackOnly, publicOrigin }: Site) {
  const publicHost = publicOrigin === undefined ? undefined : new URL(publicOrigin).host
  return async function refuseForeignHosts({ headers }: FastifyRequest): Promise<void> {
    const { host = '' } = headers
    if (!isLoopbackOnly || host === publicHost || isLoopback(hostnameOf(host))) return
    const message = `This API serves this machine only, under names such as 127.0.0.1 and localhost; the request was sent to ${JSON.stringify(shortenText(host))}. Where that is its address behind a proxy, set API_PUBLIC_URL.`
    throw new HttpProblem(421, 'FOREIGN_HOST', message)
  }
}
