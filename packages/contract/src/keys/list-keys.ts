import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { apiKey } from './api-key.js'

export const listKeys = defineRoute({
  operationId: 'listKeys',
  method: 'get',
  path: '/v1/keys',
  tag: 'keys',
  summary: 'List API keys',
  description:
    'Those in use first, each the newest first, with when they were last used. What a key consists of is stored nowhere.',
  query: z.strictObject({}),
  answers: { 200: answer('All keys.', z.object({ items: z.array(apiKey) })) },
  problems: [400],
})
