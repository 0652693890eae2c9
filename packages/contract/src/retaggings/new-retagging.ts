import { z } from 'zod'
import { id } from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { MAX_LABELS } from '../limits.js'
import { modelChoice } from '../models/model.js'

export const retaggingRequest = z
  .strictObject({
    prefix: s3Prefix.optional().meta({
      description: 'Only objects below this address.',
      examples: ['s3://archive/2026/'],
    }),
    batch: id.optional().meta({ description: 'Only what this batch asked for.' }),
    model: modelChoice,
    keep: z
      .union([z.literal('all'), z.int().min(1).max(MAX_LABELS)], {
        error: `must be "all" or a whole number from 1 to ${MAX_LABELS}`,
      })
      .optional()
      .meta({
        description:
          'Rows kept of each object. Default: all for sets of up to 20 labels, otherwise the best 10.',
      }),
  })
  .refine(({ prefix, batch }) => prefix === undefined || batch === undefined, {
    path: ['batch'],
    error: 'must not stand beside prefix',
  })
  .meta({ id: 'NewRetagging', examples: [{ prefix: 's3://archive/2026/' }] })
