import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { id, idParameter, integerParameter } from '../fields/number.js'
import { stretch } from './stretch.js'

const peaks = z.array(z.number().min(-1).max(1))

const waveform = z
  .object({
    objectId: id,
    startS: z.number(),
    endS: z.number(),
    points: z.int(),
    min: peaks.meta({ description: 'The lowest sample of each part, to three decimals.' }),
    max: peaks.meta({ description: 'The highest.' }),
  })
  .meta({
    id: 'Waveform',
    examples: [
      { objectId: 7, startS: 0, endS: 30, points: 2, min: [-0.25, -0.5], max: [0.25, 0.375] },
    ],
  })

export const getObjectWaveform = defineRoute({
  operationId: 'getObjectWaveform',
  method: 'get',
  path: '/v1/objects/{id}/waveform',
  tag: 'objects',
  summary: 'The waveform of an object, or of a stretch of it',
  description:
    'The lowest and the highest sample of each of so many equal parts, of the mix of all channels or of the one that was heard. A stretch of a long recording costs only itself once the object has been fetched.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    ...stretch,
    points: integerParameter({ min: 1, max: 4000 })
      .optional()
      .meta({ description: 'Default: 1000.' }),
  }),
  answers: { 200: answer('The waveform.', waveform) },
  problems: [400, 404, 413, 422],
})
