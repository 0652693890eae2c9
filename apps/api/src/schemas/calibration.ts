import { z } from 'zod'
import { labelSetReference } from './label-set.js'
import { modelChoice, modelReference } from './model.js'
import { id } from './number.js'
import { retagging } from './retagging.js'

export const calibrationRequest = z
  .strictObject({
    z: z.number().min(-10).max(100).optional().meta({
      description:
        "How many standard deviations above the background's mean a window must be. Default: 3.",
    }),
    percentile: z.number().min(0).max(100).optional().meta({
      description: 'In place of `z`: how many percent of the background must be below it.',
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

export const detection = z
  .object({
    objectId: id,
    bucket: z.string(),
    key: z.string(),
    label: z.string(),
    labelSet: z.string(),
    labelSetVersion: z.int(),
    startS: z.number(),
    endS: z.number(),
    peakStartS: z.number().meta({ description: 'Where the window with the best score starts.' }),
    peakSimilarity: z.number(),
    meanSimilarity: z.number(),
    zScore: z.number().nullable().meta({
      description: "The peak's standard deviations above the label's background.",
    }),
    percentile: z.number().meta({ description: 'Percent of the background below the peak.' }),
    model: z.string(),
    modelRevision: z.string(),
  })
  .meta({
    id: 'Detection',
    examples: [
      {
        objectId: 42,
        bucket: 'archive',
        key: '2026/camping.flac',
        label: 'rain',
        labelSet: 'weather',
        labelSetVersion: 1,
        startS: 20,
        endS: 50,
        peakStartS: 30,
        peakSimilarity: 0.51,
        meanSimilarity: 0.46,
        zScore: 4.2,
        percentile: 99,
        model: 'clap-mini',
        modelRevision: '1',
      },
    ],
  })
