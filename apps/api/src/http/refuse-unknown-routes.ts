import { type Route, routes } from '@earmark/contract'
import type { RouteOptions } from 'fastify'
import { helpUrls } from '../page/serve-help.js'
import { pageUrls } from '../page/serve-page.js'
import { toUrl } from './serve-route.js'

const known = new Set(
  Object.values<Route>(routes).map((route) => `${route.method.toUpperCase()} ${toUrl(route)}`),
)

/**
 * A hook that lets nothing be served besides the contract, its documentation, the page and the documents.
 *
 * @throws Error naming the route
 */
export function refuseUnknownRoutes({ method, url }: RouteOptions): void {
  if (url === '/docs' || url.startsWith('/docs/')) return
  for (const one of [method].flat()) {
    // Fastify answers HEAD wherever it answers GET.
    const asked = `${one === 'HEAD' ? 'GET' : one} ${url}`
    if (asked.startsWith('GET ') && [...pageUrls, ...helpUrls].includes(url)) continue
    if (!known.has(asked)) throw new Error(`${asked} is not in the contract.`)
  }
}
