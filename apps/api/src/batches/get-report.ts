import { Readable } from 'node:stream'
import { routes } from '@earmark/contract'
import { getBatch } from '@earmark/db'
import { formatReport, type ReportFormat, reportContentTypes } from '@earmark/report'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { type RouteReply, serveRoute } from '../http/serve-route.js'

export function getReport(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getReportCsv, ({ params: { id } }, reply) => send(id, 'csv', reply))
  serveRoute(app, routes.getReportNdjson, ({ params: { id } }, reply) => send(id, 'ndjson', reply))

  async function send(
    id: number,
    format: ReportFormat,
    reply: RouteReply<typeof routes.getReportCsv> | RouteReply<typeof routes.getReportNdjson>,
  ) {
    if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
    const lines = formatReport({ db }, { batchId: id, format })
    return (
      reply
        .header('content-type', reportContentTypes[format])
        .header('content-disposition', `attachment; filename="batch-${id}.${format}"`)
        // Read as fast as the client takes it: a page waits until the one before has gone out.
        .send(Readable.from(lines, { highWaterMark: 1 }) as never)
    )
  }
}
