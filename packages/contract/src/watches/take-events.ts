import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { count } from '../fields/number.js'

export const takeEvents = defineRoute({
  operationId: 'takeEvents',
  method: 'post',
  path: '/v1/events/s3',
  tag: 'watches',
  audited: false,
  summary: 'Take event notifications of S3',
  description:
    "As S3 itself, SNS and EventBridge send them. What a watch covers is tagged within seconds; told twice, late or out of order, it does no harm. Besides `Bearer`, the key may come as the password of HTTP's Basic scheme, since SNS knows only that.",
  query: z.strictObject({}),
  body: z.record(z.string(), z.unknown()),
  answers: {
    200: answer(
      'How many objects are new to a watch, and how many are known, deleted or not watched.',
      z.object({ taken: count, ignored: count }),
    ),
  },
  problems: [400, 413, 415],
})
