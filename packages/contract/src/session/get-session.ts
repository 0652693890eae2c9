import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { session } from './session.js'

export const getSession = defineRoute({
  operationId: 'getSession',
  method: 'get',
  path: '/v1/session',
  tag: 'session',
  scope: null,
  summary: 'Who is signed in?',
  query: z.strictObject({}),
  answers: { 200: answer('Whoever sent this.', session) },
  problems: [400],
})
