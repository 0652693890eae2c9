import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { registeredModel } from './model.js'

export const listModels = defineRoute({
  operationId: 'listModels',
  method: 'get',
  path: '/v1/models',
  tag: 'models',
  summary: 'List the models that have been used here, the newest first',
  query: z.strictObject({}),
  answers: { 200: answer('The models.', z.object({ items: z.array(registeredModel) })) },
  problems: [400],
})
