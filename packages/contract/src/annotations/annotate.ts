import { z } from 'zod'
import { answer, noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { annotation } from './annotation.js'
import { newAnnotation } from './new-annotation.js'

export const annotate = defineRoute({
  operationId: 'annotate',
  method: 'post',
  path: '/v1/annotations',
  tag: 'annotations',
  audited: false,
  scope: 'annotate',
  summary: 'Say whether a label is right',
  description:
    "Of an object, or of a moment of it. Each API key has a word of its own on each moment, of which the newest stays; several may differ. What is annotated counts in `earmark.label_stats`, and can become a label's examples.",
  query: z.strictObject({}),
  body: newAnnotation,
  answers: {
    200: answer('The annotation, as kept.', annotation),
    204: noAnswer('Taken back, or there was none.'),
  },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
