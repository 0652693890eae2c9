import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { MAX_ANNOTATIONS } from '../limits.js'
import { annotation } from './annotation.js'
import { newAnnotation } from './new-annotation.js'

export const annotateMany = defineRoute({
  operationId: 'annotateMany',
  method: 'post',
  path: '/v1/annotations/bulk',
  tag: 'annotations',
  audited: false,
  scope: 'annotate',
  summary: 'Say of many moments at once whether labels are right',
  description:
    'All are kept, or none: an error names the position of what is wrong, such as `annotations[3].label`. Of the same place and label, the last one holds.',
  query: z.strictObject({}),
  body: z
    .strictObject({ annotations: z.array(newAnnotation).min(1).max(MAX_ANNOTATIONS) })
    .meta({ id: 'NewAnnotations' }),
  answers: {
    200: answer(
      'As kept, in the order of the request.',
      z
        .object({
          items: z.array(annotation.nullable()).meta({
            description: 'null where it was taken back, or there was nothing to take back.',
          }),
        })
        .meta({ id: 'KeptAnnotations' }),
    ),
  },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
