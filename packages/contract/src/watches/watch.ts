import { z } from 'zod'
import { id } from '../fields/number.js'
import { labelSetReference } from '../label-sets/label-set-reference.js'

export const watch = z
  .object({
    id,
    name: z.string(),
    source: z.record(z.string(), z.unknown()),
    labelSets: z.array(labelSetReference),
    windowS: z.number(),
    hopS: z.number(),
    priority: z.int(),
    schedule: z
      .union([
        z.object({ everyS: z.int() }),
        z.object({ cron: z.string(), timeZone: z.string().nullable() }),
      ])
      .nullable(),
    webhookUrl: z.string().nullable(),
    reportTo: z.string().nullable(),
    waiting: z.int().meta({ description: 'Objects that events have named, not yet in a batch.' }),
    lastBatchId: id.nullable(),
    lastRunAt: z.date().nullable(),
    createdAt: z.date(),
  })
  .meta({ id: 'Watch' })
