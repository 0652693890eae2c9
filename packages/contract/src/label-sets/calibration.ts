import { z } from 'zod'
import { id } from '../fields/number.js'
import { modelChoice, modelReference } from '../models/model.js'
import { retagging } from '../retaggings/retagging.js'
import { labelSetReference } from './label-set-reference.js'

export const calibrationRequest = z
  .strictObject({
    z: z.number().min(-10).max(100).optional().meta({
      description:
        "How many standard deviations above the background's mean a window must be. Default: 3, but for presences.",
    }),
    percentile: z.number().min(0).max(100).optional().meta({
      description: 'In place of `z`: how many percent of the background must be below it.',
    }),
    probability: z.number().gt(0).lt(1).optional().meta({
      description:
        'In place of `z`, for labels that are each a presence: from this probability on. Their default is what each was published with, 0.5 where nothing was chosen.',
    }),
    sample: z.int().min(100).max(1_000_000).default(10_000).meta({
      description: 'Windows of the archive that stand for its background, about.',
    }),
    model: modelChoice,
  })
  .refine(({ z, percentile }) => z === undefined || percentile === undefined, {
    path: ['percentile'],
    error: 'must not stand beside z',
  })
  .refine(
    ({ z, percentile, probability }) =>
      probability === undefined || (z === undefined && percentile === undefined),
    { path: ['probability'], error: 'must not stand beside z or percentile' },
  )
  .meta({ id: 'NewCalibration', examples: [{ percentile: 99.5 }] })

export const calibration = z
  .object({
    labelSet: labelSetReference,
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
        }),
      )
      .meta({ description: 'In the order of the label set.' }),
    retagging: retagging.meta({ description: 'Finds the detections in what was heard before.' }),
  })
  .meta({ id: 'Calibration' })
