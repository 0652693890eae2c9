import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'

const signInCode = z
  .object({
    code: z.string().meta({ description: 'For `POST /v1/session`, and for `/sign-in?code=…`.' }),
    expiresAt: z.date(),
  })
  .meta({ id: 'SignInCode' })

export const createSignInCode = defineRoute({
  operationId: 'createSignInCode',
  method: 'post',
  path: '/v1/sign-in-codes',
  tag: 'session',
  audited: false,
  scope: null,
  summary: 'Make a code that signs a browser in',
  description:
    'Once, within ten minutes, for the API key of this request. `npx earmark sign-in` makes a link of it. It takes no Idempotency-Key, since nothing that opens a session is kept: a code that nobody uses just ends.',
  query: z.strictObject({}),
  answers: { 201: answer('The code, which is shown this once.', signInCode) },
  problems: [400],
})
