import { z } from 'zod'
import { streamed } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

const params = z.strictObject({ id: idParameter })
const query = z.strictObject({})
const what = 'State, code, message, attempts, duration and windows of each object, streamed.'

export const getReportCsv = defineRoute({
  operationId: 'getReportCsv',
  method: 'get',
  path: '/v1/batches/{id}/report.csv',
  tag: 'batches',
  audited: true,
  summary: 'Read the report of every object as CSV',
  description: `${what} Text that a spreadsheet would take for a formula has an apostrophe in front; NDJSON has every key as it is.`,
  params,
  query,
  answers: { 200: streamed('A line for each object.', 'text/csv') },
  problems: [400, 404],
})

export const getReportNdjson = defineRoute({
  operationId: 'getReportNdjson',
  method: 'get',
  path: '/v1/batches/{id}/report.ndjson',
  tag: 'batches',
  audited: true,
  summary: 'Read the report of every object as NDJSON',
  description: `${what} A JSON object a line.`,
  params,
  query,
  answers: { 200: streamed('A line for each object.', 'application/x-ndjson') },
  problems: [400, 404],
})
