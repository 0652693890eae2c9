import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { watch } from './watch.js'

export const getWatch = defineRoute({
  operationId: 'getWatch',
  method: 'get',
  path: '/v1/watches/{id}',
  tag: 'watches',
  summary: 'Look at a watch',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The watch.', watch) },
  problems: [400, 404],
})
