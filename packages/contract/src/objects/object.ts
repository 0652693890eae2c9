import { z } from 'zod'
import { id } from '../fields/number.js'
import { score } from '../results/score.js'

export const heardChannelDescription =
  'The channel, from 1, that was heard alone, since the channels cancel each other in the mix of all. Null where that mix was heard.'

export const storedObject = z
  .object({
    id,
    bucket: z.string(),
    key: z.string(),
    etag: z.string(),
    size: z.int(),
    durationS: z.number().nullable(),
    sampleRate: z.int().nullable(),
    channels: z.int().nullable(),
    heardChannel: z.int().nullable().meta({ description: heardChannelDescription }),
    codec: z.string().nullable(),
    hearings: z
      .array(
        z.object({
          id,
          model: z.string(),
          modelRevision: z.string(),
          windowS: z.number(),
          hopS: z.number(),
          heardAt: z.date(),
          windows: z.array(
            z.object({
              index: z.int(),
              startS: z.number(),
              endS: z.number(),
              scores: z.array(score).optional().meta({
                description: 'The most probable labels of `labelSet`, the best first.',
              }),
            }),
          ),
          classifications: z.array(
            z.object({
              labelSet: z.string(),
              labelSetVersion: z.int(),
              label: z.string(),
              probability: z.number(),
              similarity: z.number().nullable(),
              peakProbability: z.number(),
              peakStartS: z.number(),
            }),
          ),
        }),
      )
      .meta({ description: 'What each model heard, with each windowing; the newest first.' }),
  })
  .meta({ id: 'Object' })
