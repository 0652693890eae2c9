import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { secretKey } from './made-key.js'

const MAX_GRACE_S = 30 * 24 * 3600

export const rotateKey = defineRoute({
  operationId: 'rotateKey',
  method: 'post',
  path: '/v1/keys/{id}/rotation',
  tag: 'keys',
  scope: null,
  summary: 'Renew an API key',
  description:
    'Its number, name and scopes stay. What it was before holds for `graceS` and 10 s more, so that its users can change; browsers that were signed in with it sign in again, and addresses signed by it end. A key renews itself; one with the scope `admin` renews any.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: z.strictObject({
    graceS: z
      .number()
      .min(0)
      .max(MAX_GRACE_S)
      .default(24 * 3600),
  }),
  answers: {
    201: answer('What it is now.', z.object({ key: secretKey, previousUntil: z.date() })),
  },
  problems: [400, 404, 413, 415],
})
