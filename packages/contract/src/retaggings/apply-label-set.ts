import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { retaggingRequest } from './new-retagging.js'
import { retagging } from './retagging.js'

export const applyLabelSet = defineRoute({
  operationId: 'applyLabelSet',
  method: 'post',
  path: '/v1/label-sets/{id}/apply',
  tag: 'retaggings',
  summary: 'Tag what was heard before with other labels, without its audio',
  description:
    'Scores the stored embeddings in the database, in the background. The rows are those that a batch with this label set would have given. Follow it with `GET /v1/retaggings/{id}`.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  // Without a body: everything.
  body: retaggingRequest.optional().nullable(),
  answers: { 202: answer('The re-tagging, as stored.', retagging) },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
