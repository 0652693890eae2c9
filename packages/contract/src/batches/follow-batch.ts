import { z } from 'zod'
import { noAnswer, streamed } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const followBatch = defineRoute({
  operationId: 'followBatch',
  method: 'get',
  path: '/v1/batches/{id}/events',
  tag: 'batches',
  summary: 'Follow a batch as server-sent events',
  description:
    'A `progress` event with state, counts, `itemsPerS` and `leftS` whenever they change, at most one a second; the last is called `end`, and then the connection closes. Each carries the whole state.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: {
    200: streamed('The events.', 'text/event-stream'),
    204: noAnswer('The client has seen the end already.'),
  },
  problems: [400, 404],
})
