import { z } from 'zod'
import { noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'

export const signOut = defineRoute({
  operationId: 'signOut',
  method: 'delete',
  path: '/v1/session',
  tag: 'session',
  summary: 'Sign this browser out',
  description: 'Ends the session of the cookie for good, and takes the cookie away.',
  query: z.strictObject({}),
  answers: { 204: noAnswer('Nobody is signed in here any more.') },
  problems: [400, 403, 500, 503],
  needsKey: false,
})
