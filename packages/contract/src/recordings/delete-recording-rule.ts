import { z } from 'zod'
import { noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const deleteRecordingRule = defineRoute({
  operationId: 'deleteRecordingRule',
  method: 'delete',
  path: '/v1/recording-rules/{id}',
  tag: 'recordings',
  summary: 'Forget a rule',
  description:
    'What it was for is derived again by the rule of a shorter prefix. The rule without a prefix stays: set it anew.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 204: noAnswer('It is gone.') },
  problems: [400, 404],
})
