import { routes } from '@earmark/contract'
import { getBatch } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { BatchFeeds } from './feed/batch-feeds.js'

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would collect events until its buffer is full.
  'x-accel-buffering': 'no',
}

export function followBatch(app: ApiServer, { db, logger }: ApiDependencies): void {
  const feeds = new BatchFeeds({ db, logger })
  app.addHook('preClose', async () => feeds.close())

  serveRoute(app, routes.followBatch, async (request, reply) => {
    const { id } = request.params
    if (!feeds.has(id)) {
      const batch = await getBatch(db, id)
      if (!batch) throw notFound('id', id, 'batch')
      // EventSource comes back after every end; 204 is how it is told not to.
      if (batch.finishedAt && request.headers['last-event-id'] === 'end') {
        return reply.code(204).send(undefined as never)
      }
    }
    reply.hijack()
    request.log.info({ batchId: id }, 'Listener connected')
    reply.raw.writeHead(200, head).flushHeaders()
    feeds.listen(id, reply.raw)
    return reply
  })
}
