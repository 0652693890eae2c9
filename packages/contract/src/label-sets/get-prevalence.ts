import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { count, id, idParameter, integerParameter } from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText, text } from '../fields/text.js'
import { modelParameter, modelReference } from '../models/model.js'
import { labelSetReference } from './label-set-reference.js'

const MAX_SAMPLE = 200

const interval = z.object({ low: z.number(), high: z.number() })

const estimate = {
  windows: count.meta({ description: 'Windows that were heard, of what lies in S3 now.' }),
  hours: z.number().meta({ description: 'What they cover.' }),
  share: z.number().meta({ description: 'Of the windows: so many hold the label.' }),
  interval: interval.meta({ description: '95 %.' }),
  hoursWithLabel: z.object({ value: z.number(), interval }),
}

const prevalence = z
  .object({
    labelSet: labelSetReference,
    label: z.string(),
    model: modelReference,
    ...estimate,
    answered: count,
    strata: z
      .array(
        z.object({
          windows: count,
          answered: count,
          right: count,
          expected: z.number().nullable().meta({
            description:
              'What the scores say, which stands where nothing was answered; null where they are shares of a softmax.',
          }),
          moreToHalve: count.meta({
            description: 'More answers of it, where `moreToHalve` is asked.',
          }),
        }),
      )
      .meta({
        description:
          'By rising score: the lower half of the windows, the next quarter, the next eighth and so on.',
      }),
    moreToHalve: count.meta({
      description: 'So many more answers halve the interval, if they go on as they did.',
    }),
    leftOut: z.object({
      taught: count.meta({
        description: 'Answers that this version of the label learned from: its scores follow them.',
      }),
    }),
    groups: z
      .array(
        z.object({
          group: z.string().nullable().meta({ description: 'null: it is not known when it was.' }),
          ...estimate,
          answered: count,
          isInferred: z.boolean().meta({
            description:
              'Too little was answered in the group itself: the shares of the strata are those of the whole.',
          }),
        }),
      )
      .nullable()
      .meta({
        description: 'The 200 with the most windows, by name; null where none were asked for.',
      }),
    sample: z
      .array(
        z.object({
          stratum: count,
          objectId: id,
          bucket: z.string(),
          key: z.string(),
          window: count,
          startS: z.number(),
        }),
      )
      .meta({ description: 'Windows to answer next, drawn by chance within the strata.' }),
    notes: z
      .array(z.string())
      .meta({ description: 'What the figures do not say, and what to do.' }),
  })
  .meta({ id: 'Prevalence' })

export const getPrevalence = defineRoute({
  operationId: 'getPrevalence',
  method: 'get',
  path: '/v1/label-sets/{id}/labels/{label}/prevalence',
  tag: 'label sets',
  summary: 'How much of the archive holds a label, from answers instead of a threshold',
  description:
    "Windows are put in strata by their scores; of each the share that people called right is taken, and weighted by its windows (Navine et al. 2024). It is right as far as the answers of a stratum are drawn by chance, as `sample` draws them. Answers that the label's version learned from are left out.",
  params: z.strictObject({ id: idParameter, label: storableText }),
  query: z.strictObject({
    by: z.enum(['folder', 'month', 'hour']).optional().meta({
      description: 'By folder, or by month or hour of the day of what was recorded.',
    }),
    timeZone: text(100)
      .default('UTC')
      .meta({
        description: 'Of months and hours, as the IANA calls it.',
        examples: ['Europe/Berlin'],
      }),
    prefix: s3Prefix.optional().meta({ description: 'Objects below this address.' }),
    sample: integerParameter({ min: 0, max: MAX_SAMPLE })
      .default(0)
      .meta({ description: 'So many windows to answer next.' }),
    model: modelParameter,
  }),
  answers: { 200: answer('The share, and how sure it is.', prevalence) },
  problems: [400, 404, 409, 422],
})
