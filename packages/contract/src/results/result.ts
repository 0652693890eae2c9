import { z } from 'zod'
import { id } from '../fields/number.js'

export const result = z
  .object({
    objectId: id,
    bucket: z.string(),
    key: z.string(),
    label: z.string(),
    labelSet: z.string(),
    labelSetVersion: z.int(),
    probability: z.number().meta({ description: "Mean over the object's windows." }),
    similarity: z.number().nullable().meta({ description: 'Mean cosine over the windows.' }),
    peakProbability: z.number(),
    peakStartS: z.number().meta({ description: 'Where the window starts that says it most.' }),
    peakEndS: z.number(),
    durationS: z.number().nullable(),
    windows: z.int(),
    model: z.string(),
    modelRevision: z.string(),
    heardAt: z.date(),
  })
  .meta({
    id: 'Result',
    examples: [
      {
        objectId: 42,
        bucket: 'archive',
        key: '2026/kitchen.flac',
        label: 'vacuum cleaner',
        labelSet: 'household',
        labelSetVersion: 1,
        probability: 0.93,
        similarity: 0.41,
        peakProbability: 0.99,
        peakStartS: 20,
        peakEndS: 30,
        durationS: 61.2,
        windows: 6,
        model: 'clap-mini',
        modelRevision: '1',
        heardAt: '2026-03-01T12:00:00.000Z',
      },
    ],
  })
