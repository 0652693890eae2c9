import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { id } from '../fields/number.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { bucketName } from '../fields/s3-url.js'
import { storableText } from '../fields/text.js'

const listedObject = z
  .object({
    key: z.string(),
    etag: z.string(),
    size: z.int(),
    lastModified: z.date().nullable(),
    objectId: id.nullable().meta({
      description: 'Its id under `/v1/objects`, where it was heard as it is now; otherwise null.',
    }),
  })
  .meta({ id: 'BucketObject' })

export const listBucketObjects = defineRoute({
  operationId: 'listBucketObjects',
  method: 'get',
  path: '/v1/buckets/{bucket}/objects',
  tag: 'buckets',
  summary: 'What lies in a bucket, folder by folder',
  description:
    'Read from S3 at this moment. A page may be short, or hold folders alone, and still not be the last.',
  params: z.strictObject({ bucket: bucketName }),
  query: z.strictObject({
    prefix: storableText
      .optional()
      .meta({ description: 'How the keys begin.', examples: ['2026/march/'] }),
    delimiter: z
      .string()
      .min(1)
      .max(1)
      .optional()
      .meta({
        description: 'What ends a folder, such as `/`. Without it, all keys are listed.',
        examples: ['/'],
      }),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: {
    200: answer(
      'A page of the listing.',
      pageOf(listedObject).extend({
        folders: z
          .array(z.string())
          .meta({ description: 'Prefixes up to and with the delimiter: send one as `prefix`.' }),
      }),
    ),
  },
  problems: [400, 422],
})
