import { z } from 'zod'
import { noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const revokeKey = defineRoute({
  operationId: 'revokeKey',
  method: 'delete',
  path: '/v1/keys/{id}',
  tag: 'keys',
  scope: null,
  summary: 'Revoke an API key',
  description:
    'For good, within 10 s. A key revokes itself; one with the scope `admin` revokes any, so that others that leak lock nobody out; `npx earmark key revoke`, which has the database, does so, too.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 204: noAnswer('It is revoked.') },
  problems: [400, 403, 404],
})
