import { Readable } from 'node:stream'
import { getBatch } from '@earmark/db'
import { formatReport, type ReportFormat, reportContentTypes } from '@earmark/report'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function getReport(app: ApiServer, deps: ApiDependencies): void {
  for (const format of ['csv', 'ndjson'] as const) addFormat(app, deps, format)
}

const notes = {
  csv: 'Text that a spreadsheet would take for a formula has an apostrophe in front; NDJSON has every key as it is.',
  ndjson: 'A JSON object a line.',
}

function addFormat(app: ApiServer, { db }: ApiDependencies, format: ReportFormat): void {
  const contentType = reportContentTypes[format]
  app.get(
    `/batches/:id/report.${format}`,
    {
      schema: {
        tags: ['batches'],
        operationId: `getReport${format === 'csv' ? 'Csv' : 'Ndjson'}`,
        summary: `Read the report of every object as ${format.toUpperCase()}`,
        description: `State, code, message, attempts, duration and windows of each object, streamed. ${notes[format]}`,
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: {
          200: {
            description: 'A line for each object.',
            content: { [contentType.replace(/;.*/, '')]: { schema: z.string() } },
          },
          ...problems(400, 404),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
      const lines = formatReport({ db }, { batchId: id, format })
      return (
        reply
          .header('content-type', contentType)
          .header('content-disposition', `attachment; filename="batch-${id}.${format}"`)
          // Read as fast as the client takes it: a page waits until the one before has gone out.
          .send(Readable.from(lines, { highWaterMark: 1 }) as never)
      )
    },
  )
}
