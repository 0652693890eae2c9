import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { labelSet } from './label-set.js'

export const getLabelSet = defineRoute({
  operationId: 'getLabelSet',
  method: 'get',
  path: '/v1/label-sets/{id}',
  tag: 'label sets',
  summary: 'Read a label set with its labels, prompts and examples',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The label set.', labelSet) },
  problems: [400, 404],
})
