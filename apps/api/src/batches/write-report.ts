import { routes } from '@earmark/contract'
import { addReport, type DeliveryStatus, getBatch, listDeliveries } from '@earmark/db'
import { parseS3Url, requireAllowedBucket } from '@earmark/storage'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { answerOnce } from '../http/idempotency/answer-once.js'
import { serveRoute } from '../http/serve-route.js'
import { requireBucket } from './require-bucket.js'

export function writeReport(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.writeReport, async (request, reply) => {
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
  })
}
