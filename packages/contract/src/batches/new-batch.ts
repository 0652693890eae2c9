import { z } from 'zod'
import { text } from '../fields/text.js'
import { batchSettings } from './batch-settings.js'
import { source } from './source.js'

export const newBatch = z
  .strictObject({
    name: text(200).optional(),
    source,
    ...batchSettings,
    dryRun: z.boolean().default(false).meta({
      description: 'Only count and estimate: nothing is stored or queued. Answered with 200.',
    }),
  })
  .meta({
    id: 'NewBatch',
    examples: [
      {
        name: 'field recordings',
        source: { prefix: 's3://archive/2026/' },
        labelSets: [{ labels: ['dog', 'vacuum cleaner', 'rain'], template: 'Sound of {}' }],
      },
    ],
  })
