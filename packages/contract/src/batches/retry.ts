import { z } from 'zod'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText } from '../fields/text.js'
import { batch } from './batch.js'

const code = storableText.max(100).optional().meta({
  description: 'Only items with this code, such as `STORAGE_UNAVAILABLE`.',
})
const prefix = s3Prefix.optional().meta({
  description: 'Only items under this prefix, such as `s3://archive/2026/`.',
})

export const retryRequest = z
  .discriminatedUnion('which', [
    z.strictObject({ which: z.literal('failed'), code, prefix }),
    z.strictObject({ which: z.literal('all'), code, prefix }),
    z.strictObject({ which: z.literal('missing') }),
  ])
  .meta({
    id: 'Retry',
    description:
      '`failed`: what failed is tried again. `all`: every item; what has been heard is skipped, not heard again. `missing`: a new batch over the same source, for what has come or changed since.',
    examples: [{ which: 'failed', code: 'STORAGE_UNAVAILABLE' }],
  })

export const retriedBatch = batch
  .extend({ retried: z.int().nonnegative().meta({ description: 'Items that are tried again.' }) })
  .meta({ id: 'RetriedBatch' })
