import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { count } from '../fields/number.js'
import { labelFigures } from './label-figures.js'

const stats = z
  .object({
    objects: count.meta({ description: 'Objects that were heard.' }),
    audioS: z.number().meta({ description: 'Seconds of audio in them.' }),
    windows: count.meta({ description: 'Windows that were heard, under all models.' }),
    bytes: count.meta({ description: 'Size of the objects in S3.' }),
    isEstimate: z.boolean().meta({
      description: 'Whether a large archive made some figures estimates from a sample.',
    }),
    models: z.array(
      z.object({ name: z.string(), revision: z.string(), objects: count, windows: count }),
    ),
    labels: z.array(labelFigures).meta({
      description:
        'The most probable label of each object, under the newest version of each of the 5 newest label sets: at most 50 labels a set, by seconds of audio.',
    }),
    days: z
      .array(
        z.object({ day: z.string().meta({ description: 'YYYY-MM-DD, in UTC.' }), objects: count }),
      )
      .meta({
        description: 'The last 30 days on which something was heard, the earliest first.',
      }),
    failures: z.array(z.object({ code: z.string(), objects: count })).meta({
      description: 'Items that failed, by error code: of the 50 newest batches with failures.',
    }),
    workers: z.object({
      alive: count.meta({
        description:
          'At least so many: workers at work on something, and one for each model that has a worker.',
      }),
      unable: count.meta({ description: 'Workers that say of themselves that they cannot work.' }),
      models: z.array(z.string()).meta({ description: 'Models that workers run now.' }),
    }),
    running: count.meta({ description: 'Batches that are scanned, run or being cancelled.' }),
  })
  .meta({ id: 'Stats' })

export const getStats = defineRoute({
  operationId: 'getStats',
  method: 'get',
  path: '/v1/stats',
  tag: 'stats',
  summary: 'The archive in figures',
  description:
    'What was heard, by model, label and day, and who is at work. Cheap for ten million objects, too: large tables are sampled, and `isEstimate` says so. An answer is up to 10 seconds old.',
  query: z.strictObject({}),
  answers: { 200: answer('The figures.', stats) },
  problems: [400],
})
