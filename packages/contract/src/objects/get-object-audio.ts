import { z } from 'zod'
import { noAnswer, streamed } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const getObjectAudio = defineRoute({
  operationId: 'getObjectAudio',
  method: 'get',
  path: '/v1/objects/{id}/audio',
  tag: 'objects',
  summary: 'The sound of an object',
  description:
    'As it is stored, with ranges (`Range`, `If-Range`, 206, 416) and its ETag. An object that was overwritten after it was heard is a 422.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: {
    200: streamed('The sound.', 'audio/*'),
    206: streamed('The range of it that was asked for.', 'audio/*'),
    304: noAnswer('The ETag in `If-None-Match` is still right.'),
  },
  problems: [400, 404, 416, 422],
})
