import { z } from 'zod'
import { itemStates } from '../batches/item.js'
import { id } from '../fields/number.js'
import { score } from '../results/score.js'

export const heardChannelDescription =
  'The channel, from 1, that was heard alone, since the channels cancel each other in the mix of all. Null where that mix was heard.'

/** What is known of an object without what was heard in it. */
export const objectSummary = z
  .object({
    id,
    bucket: z.string(),
    key: z.string(),
    etag: z.string(),
    size: z.int().meta({ description: 'Bytes.' }),
    durationS: z.number().nullable(),
    sampleRate: z.int().nullable(),
    channels: z.int().nullable(),
    heardChannel: z.int().nullable().meta({ description: heardChannelDescription }),
    codec: z.string().nullable().meta({ description: "ffmpeg's name for it." }),
    versionId: z.string().nullable().meta({ description: 'Of a bucket that keeps versions.' }),
    lastModified: z.date().nullable(),
    recordedAt: z.date().nullable().meta({ description: 'When the recording begins.' }),
    recordedBy: z.enum(['key', 'tags', 'impossible']).nullable().meta({
      description:
        "What says so: its key or the file's own tags. impossible: what they say is no date. null: they say nothing.",
    }),
    metadata: z
      .record(z.string(), z.string())
      .meta({ description: 'Fields of any names: site, latitude, recorder, …' }),
    addedAt: z.date().meta({ description: 'When it was heard first.' }),
  })
  .meta({ id: 'ObjectSummary' })

export const storedObject = objectSummary
  .extend({
    batches: z
      .array(
        z.object({
          id,
          name: z.string().nullable(),
          state: z.enum(itemStates).meta({ description: 'Of the object in this batch.' }),
          finishedAt: z.date().nullable(),
        }),
      )
      .meta({ description: 'Those that heard it or found it heard, the newest 100.' }),
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
