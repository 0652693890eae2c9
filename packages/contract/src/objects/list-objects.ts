import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { storableText } from '../fields/text.js'
import { recordingFilter } from '../recordings/recording-filter.js'
import { objectSummary } from './object.js'

export const listObjects = defineRoute({
  operationId: 'listObjects',
  method: 'get',
  path: '/v1/objects',
  tag: 'objects',
  summary: 'Objects that were heard, by bucket and key',
  description:
    'In the bytewise order of bucket and key, as S3 lists them. What lies in a bucket and was never heard is in `GET /v1/buckets/{bucket}/objects`.',
  query: z.strictObject({
    bucket: storableText.optional().meta({ examples: ['archive'] }),
    prefix: storableText.optional().meta({
      description:
        'With `bucket`: how the keys begin. Without: an address such as `s3://archive/2026/`.',
      examples: ['s3://archive/2026/'],
    }),
    ...recordingFilter,
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of objects.', pageOf(objectSummary)) },
  problems: [400],
})
