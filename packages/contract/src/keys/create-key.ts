import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { id } from '../fields/number.js'
import { text } from '../fields/text.js'
import { keyScopes, USUAL_SCOPES } from './key-scopes.js'
import { secretKey } from './made-key.js'

export const createKey = defineRoute({
  operationId: 'createKey',
  method: 'post',
  path: '/v1/keys',
  tag: 'keys',
  scope: 'admin',
  summary: 'Make an API key',
  description:
    'It may do no more than the key of this request. What it consists of is answered this once, and stored nowhere; so this takes no `Idempotency-Key`.',
  query: z.strictObject({}),
  body: z.strictObject({
    name: text(200).meta({ description: 'What it is for: for lists, logs and annotations.' }),
    scopes: keyScopes.min(1).default([...USUAL_SCOPES]),
    expiresAt: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'When it ends by itself. Default: never.' }),
  }),
  answers: { 201: answer('It is made.', z.object({ id, key: secretKey })) },
  problems: [400, 409, 413, 415],
})
