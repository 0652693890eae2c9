import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { versionParameter } from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText, text } from '../fields/text.js'
import { recordingFilter } from './recording-filter.js'

const count = z.int().nonnegative()

export const listActivity = defineRoute({
  operationId: 'listActivity',
  method: 'get',
  path: '/v1/activity',
  tag: 'recordings',
  summary: 'At what hour, or on what day, a label is heard at each site',
  description:
    'Detections by when they begin, beside the seconds that were recorded then: much was heard where much was recorded. Sites are those of the field `site`. There are none of label sets that have not been calibrated.',
  query: z.strictObject({
    label: storableText.meta({ description: "The label's exact words.", examples: ['rain'] }),
    labelSet: storableText.optional().meta({ description: 'Name of a label set, all versions.' }),
    labelSetVersion: versionParameter.optional(),
    prefix: s3Prefix.optional().meta({ description: 'Objects below this address.' }),
    ...recordingFilter,
    by: z
      .enum(['hour', 'date'])
      .default('hour')
      .meta({ description: 'Hours of the day, or days.' }),
    timeZone: text(100)
      .default('UTC')
      .meta({
        description: 'In which it is which hour, as the IANA calls it.',
        examples: ['Europe/Berlin'],
      }),
  }),
  answers: {
    200: answer(
      'By site and time; a time of which nothing was recorded is left out.',
      z
        .object({
          items: z.array(
            z.object({
              site: z.string().nullable(),
              at: z.string().meta({ description: 'An hour, 00 to 23, or a day, YYYY-MM-DD.' }),
              detections: count,
              detectedS: z.number().meta({ description: 'Seconds of detections.' }),
              recordedS: z.number().meta({ description: 'Seconds of recordings.' }),
            }),
          ),
          undated: count.meta({ description: 'Objects that are left out: their time is unknown.' }),
          isCut: z.boolean().meta({ description: 'Whether there are more than 10,000 rows.' }),
        })
        .meta({ id: 'Activity' }),
    ),
  },
  problems: [400, 404],
})
