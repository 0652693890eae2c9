import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { id } from '../fields/number.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { storableText } from '../fields/text.js'

const auditEntry = z
  .object({
    id,
    at: z.date(),
    actor: z
      .string()
      .meta({ description: 'The name that the API key had then, or who ran a command.' }),
    apiKeyId: id.nullable().meta({ description: 'Null of a command that has the database.' }),
    action: z.string().meta({ description: 'The `operationId` of what was asked.' }),
    subject: z.string().meta({ description: 'What it was done to.', examples: ['/v1/batches/7'] }),
    source: z.string().meta({ description: 'Where the request came from.' }),
  })
  .meta({ id: 'AuditEntry' })

export const listAudit = defineRoute({
  operationId: 'listAudit',
  method: 'get',
  path: '/v1/audit',
  tag: 'audit',
  scope: 'admin',
  summary: 'List who did what, the newest first',
  description:
    'Who started, cancelled, pruned, exported, made or revoked what, and from where. The log is only added to: Postgres refuses to change it.',
  query: z.strictObject({
    action: storableText.optional().meta({ description: 'Only this `operationId`.' }),
    actor: storableText.optional().meta({ description: 'Only what this name did.' }),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of the log.', pageOf(auditEntry)) },
  problems: [400],
})
