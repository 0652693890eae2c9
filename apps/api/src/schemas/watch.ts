import { z } from 'zod'
import { batchSettings } from './batch.js'
import { labelSetReference } from './label-set.js'
import { id } from './number.js'
import { prefixSource } from './source.js'
import { text } from './text.js'

const MIN_EVERY_S = 60
const MAX_EVERY_S = 366 * 24 * 3600

const schedule = z
  .union(
    [
      z.strictObject({ everyS: z.int().min(MIN_EVERY_S).max(MAX_EVERY_S) }),
      z.strictObject({ cron: text(100), timeZone: text(100).optional() }),
    ],
    { error: 'must have everyS, or cron and perhaps a timeZone' },
  )
  .meta({
    description:
      'When the whole source is scanned: every so many seconds, or by a cron pattern of five fields, in UTC or the time zone. Left out: only when asked, and on events.',
    examples: [{ everyS: 3600 }, { cron: '0 3 * * *', timeZone: 'Europe/Berlin' }],
  })

export const newWatch = z
  .strictObject({
    name: text(200),
    source: prefixSource,
    ...batchSettings,
    schedule: schedule.optional(),
  })
  .meta({
    id: 'NewWatch',
    examples: [
      {
        name: 'incoming',
        source: { prefix: 's3://archive/incoming/' },
        labelSets: [{ name: 'household' }],
        schedule: { everyS: 3600 },
      },
    ],
  })

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
