import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { helpHeaders } from './page-headers.js'

/** Where the API registers it. */
export const HELP = '/help'

/** What Fastify is asked for. */
export const helpUrls: readonly string[] = [HELP, `${HELP}/`, `${HELP}/*`]

const NOT_BUILT =
  'The documents are not made into pages yet: npm run docs does so, in the repository. As text they stand in its docs/. The API is documented at /docs.\n'
const NO_SUCH_PAGE = 'There is no such page. What there is begins at /help/.\n'

/** Names that change with what is in the file: such as app.BuemR-VX.js */
const HASHED = /^assets\/.*[.-][\w-]{8,}\.\w+$/

/**
 * Serves the documents, as `npm run docs` built them. They are for everybody: nothing in them is of this archive.
 * A script or a picture has a hash in its name; all else is asked for again each time.
 */
export function serveHelp(app: ApiServer, { site }: Pick<ApiDependencies, 'site'>): void {
  const isBuilt = existsSync(site.helpDir)
  if (isBuilt) {
    app.register(fastifyStatic, {
      serve: false,
      root: site.helpDir,
      dotfiles: 'ignore',
      preCompressed: true,
    })
  }
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(helpHeaders).header('vary', 'accept-encoding')
  })
  // Where the file is not there: the handler of the API speaks of routes, which is nothing to a reader.
  app.setNotFoundHandler((request, reply) => {
    const isStart = /^\/help\/?(\?|$)/.test(request.url)
    return reply
      .code(404)
      .type('text/plain; charset=utf-8')
      .send(isStart ? NOT_BUILT : NO_SUCH_PAGE)
  })
  const schema = { hide: true }
  app.get('', { schema }, (_request, reply) => reply.redirect('/help/', 308))
  const sendFresh = (reply: FastifyReply, path: string) =>
    reply.header('cache-control', 'no-cache').sendFile(path, { cacheControl: false })
  app.get('/', { schema, prefixTrailingSlash: 'slash' }, (_request, reply) =>
    isBuilt ? sendFresh(reply, 'index.html') : reply.callNotFound(),
  )
  app.get<{ Params: { '*': string } }>('/*', { schema }, ({ params: { '*': path } }, reply) => {
    if (!isBuilt) return reply.callNotFound()
    return HASHED.test(path)
      ? reply.sendFile(path, { maxAge: '365d', immutable: true })
      : sendFresh(reply, path)
  })
}
