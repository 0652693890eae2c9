import { z } from 'zod'
import { batchSettings } from '../batches/batch-settings.js'
import { prefixSource } from '../batches/source.js'
import { text } from '../fields/text.js'

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
