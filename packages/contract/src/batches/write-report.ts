import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { delivery } from './delivery.js'

export const writeReport = defineRoute({
  operationId: 'writeReport',
  method: 'post',
  path: '/v1/batches/{id}/report',
  tag: 'batches',
  summary: 'Have the report written to S3',
  description:
    'A worker writes it within seconds, as it stands then; `GET /v1/batches/{id}/deliveries` tells when.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: z
    .strictObject({
      to: s3Prefix.meta({
        description:
          'A file that ends in .csv or .ndjson, or a prefix: then the file is `batch-<id>.csv` under it. An object that is there under that name is overwritten.',
      }),
    })
    .meta({ id: 'ReportRequest', examples: [{ to: 's3://archive/reports/' }] }),
  answers: { 202: answer('What a worker will do.', delivery) },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
