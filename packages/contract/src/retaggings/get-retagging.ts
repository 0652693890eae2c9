import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { retagging } from './retagging.js'

export const getRetagging = defineRoute({
  operationId: 'getRetagging',
  method: 'get',
  path: '/v1/retaggings/{id}',
  tag: 'retaggings',
  summary: 'Follow a re-tagging',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The re-tagging.', retagging) },
  problems: [400, 404],
})
