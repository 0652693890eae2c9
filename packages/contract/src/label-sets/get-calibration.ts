import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { id, idParameter } from '../fields/number.js'
import { modelParameter, modelReference } from '../models/model.js'

const storedCalibration = z
  .object({
    model: modelReference,
    labels: z
      .array(
        z.object({
          labelId: id,
          label: z.string(),
          mean: z.number().meta({ description: "The label's similarity to the background." }),
          stddev: z.number(),
          threshold: z
            .number()
            .meta({ description: 'A window of at least this similarity is a detection.' }),
          sampledWindows: z.int(),
          percentiles: z.array(z.number()).meta({
            description:
              '101 similarities: so many percent of the background are below each, 0 to 100.',
          }),
          said: z
            .array(
              z.object({
                similarity: z.number(),
                isRight: z.boolean(),
              }),
            )
            .meta({
              description:
                'Moments at which people called the label right or wrong, the newest 500, by similarity.',
            }),
          calibratedAt: z.date(),
        }),
      )
      .meta({
        description:
          'Of the first 200 labels, those that were measured, in their order; none before the first calibration.',
      }),
  })
  .meta({ id: 'StoredCalibration' })

export const getCalibration = defineRoute({
  operationId: 'getCalibration',
  method: 'get',
  path: '/v1/label-sets/{id}/calibration',
  tag: 'label sets',
  summary: 'The background of each label, and what people said above and below its threshold',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({ model: modelParameter }),
  answers: { 200: answer('What the last calibration measured.', storedCalibration) },
  problems: [400, 404, 422],
})
