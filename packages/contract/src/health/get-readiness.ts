import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'

const state = z.enum(['up', 'down'])
const readiness = z.object({
  status: z.enum(['ready', 'unavailable']),
  checks: z.object({ postgres: state, queue: state, storage: state }),
  workers: z.object({
    unable: z.number().int().meta({
      description:
        'Workers that say that they cannot work, such as for want of room for temporary files. Their batches say why.',
    }),
  }),
  warnings: z.array(z.string()).meta({
    description:
      'What is set up so that work may be lost, in sentences, such as a Redis that throws jobs away when its memory is full. Requests are served all the same.',
  }),
})

export const getReadiness = defineRoute({
  operationId: 'getReadiness',
  method: 'get',
  path: '/readyz',
  tag: 'health',
  summary: 'Is everything there that requests need?',
  description: 'Asks Postgres, the queue and S3, and names which of them is down.',
  answers: { 200: answer('Ready.', readiness), 503: answer('Something is down.', readiness) },
  problems: [],
  needsKey: false,
})
