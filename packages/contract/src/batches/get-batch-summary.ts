import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { count, id, idParameter } from '../fields/number.js'
import { labelFigures } from '../stats/label-figures.js'

const moment = z
  .object({
    objectId: id,
    bucket: z.string(),
    key: z.string(),
    durationS: z.number().nullable(),
    codec: z.string().nullable(),
    label: z.string(),
    probability: z.number(),
    startS: z.number().meta({ description: 'Of the window that says it most.' }),
    endS: z.number(),
  })
  .meta({ id: 'SummaryMoment' })

const batchSummary = z
  .object({
    batchId: id,
    isSample: z.boolean().meta({
      description:
        'Whether the batch has more than 20,000 items: figures then count that many of them, evenly spread, and the first failures.',
    }),
    labels: z.array(labelFigures).meta({
      description:
        "The most probable label of each object, by the batch's label sets: at most 30 labels a set, by seconds of audio.",
    }),
    confidence: z.array(count).length(20).meta({
      description:
        'How many objects have their most probable label of the first label set at 0 to 5 %, 5 to 10 % … 95 to 100 %.',
    }),
    surest: z.array(moment).meta({
      description: 'The 6 objects of the highest such probability, the highest first.',
    }),
    leastSure: z.array(moment).meta({ description: 'The 6 of the lowest, the lowest first.' }),
    failures: z
      .array(
        z.object({
          code: z.string(),
          objects: count,
          example: z.object({ key: z.string(), message: z.string().nullable() }),
        }),
      )
      .meta({ description: 'By error code, the most frequent first.' }),
  })
  .meta({ id: 'BatchSummary' })

export const getBatchSummary = defineRoute({
  operationId: 'getBatchSummary',
  method: 'get',
  path: '/v1/batches/{id}/summary',
  tag: 'batches',
  summary: 'What a batch has heard, on one page',
  description:
    'Also while it runs. Of a batch of millions a sample is read, and `isSample` says so.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The summary.', batchSummary) },
  problems: [400, 404],
})
