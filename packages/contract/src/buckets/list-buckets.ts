import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'

export const listBuckets = defineRoute({
  operationId: 'listBuckets',
  method: 'get',
  path: '/v1/buckets',
  tag: 'buckets',
  summary: 'Buckets that can be looked into',
  query: z.strictObject({}),
  answers: {
    200: answer(
      'The buckets, by name: up to 10,000.',
      z.object({
        items: z.array(z.object({ name: z.string(), createdAt: z.date().nullable() })),
        forbidden: z.boolean().meta({
          description:
            'The credentials may not list buckets: one whose name is known may be readable all the same.',
        }),
      }),
    ),
  },
  problems: [],
})
