import { z } from 'zod'
import { s3Prefix } from '../fields/s3-url.js'
import { labelSetChoices } from '../label-sets/label-set-choice.js'
import { MAX_LABELS } from '../limits.js'
import { priority } from './priority.js'
import { webhook } from './webhook.js'
import { windowing } from './windowing.js'

/** What a batch is made with, whoever asks for it: a request, or a watch again and again. */
export const batchSettings = {
  labelSets: labelSetChoices,
  ...windowing,
  priority: priority.default(5),
  keep: z
    .union([z.literal('all'), z.int().min(1).max(MAX_LABELS)], {
      error: `must be "all" or a whole number from 1 to ${MAX_LABELS}`,
    })
    .optional()
    .meta({
      description:
        'Rows kept of each object and label set. Default: all for sets of up to 20 labels, otherwise the best 10. Embeddings are always kept, so the rest can be scored later.',
    }),
  webhook: webhook.optional(),
  reportTo: s3Prefix.optional().meta({
    description:
      'Where the report is written when the batch has ended: a .csv or .ndjson file, or a prefix.',
  }),
}
