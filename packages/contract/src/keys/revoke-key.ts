import { z } from 'zod'
import { noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const revokeKey = defineRoute({
  operationId: 'revokeKey',
  method: 'delete',
  path: '/v1/keys/{id}',
  tag: 'keys',
  summary: 'Revoke the API key of this request',
  description:
    'For good, within 10 s. A key revokes only itself, so that one that leaked locks nobody out; `npx earmark key revoke`, which has the database, revokes any.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 204: noAnswer('It is revoked.') },
  problems: [400, 403, 404],
})
