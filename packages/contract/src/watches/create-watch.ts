import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { newWatch } from './new-watch.js'
import { watch } from './watch.js'

export const createWatch = defineRoute({
  operationId: 'createWatch',
  method: 'post',
  path: '/v1/watches',
  tag: 'watches',
  summary: 'Keep a growing prefix tagged',
  description:
    'Saves a source and how it is tagged. It is scanned again by its schedule, when asked, and by events: POST /v1/events/s3. What was heard is never heard again.',
  body: newWatch,
  answers: { 201: answer('The watch, as stored.', watch) },
  problems: [400, 404, 409, 422],
  creates: true,
})
