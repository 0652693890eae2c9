import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'

export const getHealth = defineRoute({
  operationId: 'getHealth',
  method: 'get',
  path: '/healthz',
  tag: 'health',
  summary: 'Is the process alive?',
  answers: { 200: answer('It is.', z.object({ status: z.literal('alive') })) },
  problems: [],
  needsKey: false,
})
