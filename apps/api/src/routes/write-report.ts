import { addReport, type DeliveryStatus, getBatch, listDeliveries } from '@earmark/db'
import { parseS3Url, requireAllowedBucket } from '@earmark/storage'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answerOnce } from '../idempotency/answer-once.js'
import { idempotencyHeaders } from '../idempotency/idempotency-header.js'
import { requireBucket } from '../require-bucket.js'
import { answer } from '../schemas/answer.js'
import { delivery } from '../schemas/delivery.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { s3Prefix } from '../schemas/s3-url.js'

const body = z
  .strictObject({
    to: s3Prefix.meta({
      description:
        'A file that ends in .csv or .ndjson, or a prefix: then the file is `batch-<id>.csv` under it. An object that is there under that name is overwritten.',
    }),
  })
  .meta({ id: 'ReportRequest', examples: [{ to: 's3://archive/reports/' }] })

export function writeReport(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.post(
    '/batches/:id/report',
    {
      schema: {
        tags: ['batches'],
        operationId: 'writeReport',
        summary: 'Have the report written to S3',
        description:
          'A worker writes it within seconds, as it stands then; `GET /v1/batches/{id}/deliveries` tells when.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        headers: idempotencyHeaders,
        body,
        response: {
          202: answer('What a worker will do.', delivery),
          ...problems(400, 404, 409, 413, 415, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { to } = request.body
      requireAllowedBucket(deps.allowedBuckets, parseS3Url(to).bucket, 'to')
      if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
      await requireBucket(deps, to, 'to')
      return answerOnce(db, request, reply, async (tx) => {
        const deliveryId = await addReport(tx, id, to)
        const deliveries = await listDeliveries(tx, id)
        const added = deliveries.find((one) => one.id === deliveryId) as DeliveryStatus
        return { status: 202, body: added }
      })
    },
  )
}
