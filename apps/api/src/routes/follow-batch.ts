import { getBatch } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { BatchFeeds } from '../events/batch-feeds.js'
import { notFound } from '../http-problem.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would collect events until its buffer is full.
  'x-accel-buffering': 'no',
}

export function followBatch(app: ApiServer, { db, logger }: ApiDependencies): void {
  const feeds = new BatchFeeds({ db, logger })
  app.addHook('preClose', async () => feeds.close())

  app.get(
    '/batches/:id/events',
    {
      schema: {
        tags: ['batches'],
        operationId: 'followBatch',
        summary: 'Follow a batch as server-sent events',
        description:
          'A `progress` event with state, counts, `itemsPerS` and `leftS` whenever they change, at most one a second; the last is called `end`, and then the connection closes. Each carries the whole state.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: {
          200: {
            description: 'The events.',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          204: z.null().meta({ description: 'The client has seen the end already.' }),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
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
    },
  )
}
