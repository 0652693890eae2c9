import { z } from 'zod'
import { streamed } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter, integerParameter } from '../fields/number.js'
import { stretch } from './stretch.js'

export const getObjectSpectrogram = defineRoute({
  operationId: 'getObjectSpectrogram',
  method: 'get',
  path: '/v1/objects/{id}/spectrogram',
  tag: 'objects',
  summary: 'A picture of the sound of an object, or of a stretch of it',
  description:
    'Time goes to the right, frequency up in equal steps of pitch. Colours are decibels below the loudest point of the stretch, from black to bright (matplotlib\'s "magma"). Headers say the scale: `X-Frequency-Scale`, `X-Frequency-Min-Hz`, `X-Frequency-Max-Hz`, `X-Level-Range-Db`.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    ...stretch,
    width: integerParameter({ min: 1, max: 2000 })
      .optional()
      .meta({ description: 'Pixels. Default: 1000.' }),
    height: integerParameter({ min: 1, max: 512 })
      .optional()
      .meta({ description: 'Pixels. Default: 256.' }),
  }),
  answers: { 200: streamed('The picture.', 'image/png') },
  problems: [400, 404, 413, 422],
})
