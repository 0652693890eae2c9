import { z } from 'zod'
import { noAnswer, streamed } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { MAX_CLIP_S } from '../limits.js'
import { soundQuery } from './sound-query.js'

export const getObjectAudio = defineRoute({
  operationId: 'getObjectAudio',
  method: 'get',
  path: '/v1/objects/{id}/audio',
  tag: 'objects',
  summary: 'The sound of an object, or a clip of it',
  description: `As it is stored, or as \`wav\`, with ranges (\`Range\`, \`If-Range\`, 206, 416) and an ETag; as \`opus\` or \`flac\` it is encoded while it is sent, without either. \`startS\` and \`endS\` cut a clip of up to ${MAX_CLIP_S} s that starts within 20 ms of the second asked for. Of a long recording only what is needed is read. An object that was overwritten after it was heard is a 422. Sound that nobody takes for a minute is broken off: ask for the rest by its range.`,
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    ...soundQuery,
    signature: z.string().max(200).optional().meta({
      description:
        'Of an address that `POST /v1/objects/{id}/audio-url` made. It needs no API key.',
    }),
  }),
  answers: {
    200: streamed('The sound.', 'audio/*'),
    206: streamed('The range of it that was asked for.', 'audio/*'),
    304: noAnswer('The ETag in `If-None-Match` is still right.'),
  },
  problems: [400, 404, 409, 413, 416, 422, 429],
})
