import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { trainingReport, trainingRequest } from './training.js'

export const trainLabel = defineRoute({
  operationId: 'trainLabel',
  method: 'post',
  path: '/v1/label-sets/{id}/labels/{label}/train',
  tag: 'label sets',
  summary: 'Learn a label from what people said of it, and say how good it is',
  description:
    'Changes nothing: the report is of what publishing would make. Answers count whichever version of the set they were given under, by the newest word of each person; "unsure" teaches nothing.',
  params: z.strictObject({ id: idParameter, label: storableText }),
  query: z.strictObject({}),
  body: trainingRequest.optional().nullable(),
  answers: { 200: answer('The report.', trainingReport) },
  problems: [400, 404, 409, 413, 415, 422],
  // It changes nothing.
  audited: false,
})
