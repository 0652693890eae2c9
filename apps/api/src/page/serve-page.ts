import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { pageHeaders } from './page-headers.js'

/** What Fastify is asked for; the paths of the API are more exact, so it finds them first. */
export const pageUrls: readonly string[] = ['/', '/*', '/assets/*']

const NOT_BUILT =
  'The page is not built. In the repository, npm run build builds it; npm start does so by itself. The API is documented at /docs.\n'

/** Paths that are never the page's own, whoever asks for them. */
const API_PATH = /^\/(v1|docs|help|healthz|readyz)(\/|$)/

/** Not a folder, and nothing hidden: /favicon.svg, /manifest.webmanifest */
const FILE_PATH = /^\/[\w-][\w.-]*\.\w+$/

/**
 * Serves the built page. The names of its assets change with what is in them; all else is asked for again each time.
 * Addresses within the page, such as /batches/7, are the page's own business.
 */
export function servePage(app: ApiServer, { site }: Pick<ApiDependencies, 'site'>): void {
  const root = site.webDir
  const isFile = (path: string) =>
    stat(join(root, path)).then(
      (one) => one.isFile(),
      () => false,
    )
  app.register(fastifyStatic, { serve: false, root, preCompressed: true, dotfiles: 'ignore' })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(pageHeaders).header('vary', 'accept-encoding')
  })
  const schema = { hide: true }

  app.get('/assets/*', { schema }, (request, reply) => {
    return reply.sendFile(pathOf(request), { maxAge: '365d', immutable: true })
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = pathOf(request)
    if (API_PATH.test(path)) return reply.callNotFound()
    reply.header('cache-control', 'no-cache')
    if (FILE_PATH.test(path) && (await isFile(path))) return sendFresh(reply, path)
    if (path !== '/' && !wantsPage(request)) return reply.callNotFound()
    if (await isFile('/index.html')) return sendFresh(reply, 'index.html')
    return reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT)
  }
  app.get('/', { schema }, answer)
  app.get('/*', { schema }, answer)
}

function sendFresh(reply: FastifyReply, path: string): FastifyReply {
  return reply.sendFile(path, { cacheControl: false })
}

/** As it came, without the query. */
function pathOf({ url }: FastifyRequest): string {
  return decodeURI(url.split('?', 1)[0]!)
}

/** People's browsers ask for HTML by name, programs for anything. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/.test(headers.accept ?? '')
}
