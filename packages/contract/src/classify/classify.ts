import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { classification } from './classification.js'
import { classifyRequest, classifyUpload } from './question.js'

export const classify = defineRoute({
  operationId: 'classify',
  method: 'post',
  path: '/v1/classify',
  tag: 'classify',
  audited: false,
  summary: 'One clip, answered at once',
  description:
    'An uploaded file of up to 25 MB (multipart: a `file`, and a `request` field with JSON), or an object in S3, against several label sets. It goes ahead of batches and stores nothing.',
  body: classifyRequest,
  form: classifyUpload,
  answers: { 200: answer('Scores by label set.', classification) },
  problems: [400, 404, 408, 413, 415, 422, 429],
})
