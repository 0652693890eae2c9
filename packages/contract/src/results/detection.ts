import { z } from 'zod'
import { id } from '../fields/number.js'

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
