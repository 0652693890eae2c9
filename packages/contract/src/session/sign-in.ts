import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { session } from './session.js'

const secret = z.string().min(1).max(200)

const signInRequest = z
  .union([z.strictObject({ code: secret }), z.strictObject({ key: secret })], {
    error: 'must have a code or a key',
  })
  .meta({ id: 'SignIn' })

export const signIn = defineRoute({
  operationId: 'signIn',
  method: 'post',
  path: '/v1/session',
  tag: 'session',
  summary: 'Sign a browser in',
  description:
    'With a code or an API key. The answer sets a cookie, `earmark_session`, that no script can read; for seven days it stands for the key in the requests of that browser, as long as the key is in use.',
  query: z.strictObject({}),
  body: signInRequest,
  answers: { 200: answer('The browser is signed in.', session) },
  problems: [400, 401, 403, 413, 415, 500, 503],
  needsKey: false,
})
