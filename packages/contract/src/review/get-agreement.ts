import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { count, versionParameter } from '../fields/number.js'
import { storableText } from '../fields/text.js'

const agreement = z
  .object({
    moments: z.object({ right: count, wrong: count, unsure: count, disputed: count }).meta({
      description:
        'Moments that were answered, each once, as what most people called it. disputed: as many called it right as wrong. unsure: nobody could tell.',
    }),
    precision: z
      .object({
        share: z.number(),
        low: z.number(),
        high: z.number(),
      })
      .nullable()
      .meta({
        description:
          'right of right and wrong, and its 95 % confidence interval (Wilson); null without either. It speaks for the moments that were listened to: for all of the archive only where they were picked at random.',
      }),
    agreement: z.object({ moments: count, agreed: count, share: z.number().nullable() }).meta({
      description:
        'Moments that two people or more answered, and those on which all said the same.',
    }),
    people: z
      .array(z.object({ saidBy: z.string(), right: count, wrong: count, unsure: count }))
      .meta({ description: 'Who answered: who answered most comes first, up to 100.' }),
  })
  .meta({ id: 'Agreement' })

export const getAgreement = defineRoute({
  operationId: 'getAgreement',
  method: 'get',
  path: '/v1/review/agreement',
  tag: 'review',
  summary: 'What people answered for a label, and how far they agree',
  description: 'Of each person, the newest answer at each moment counts.',
  query: z.strictObject({
    labelSet: storableText.meta({ description: 'Name of a label set.' }),
    labelSetVersion: versionParameter.optional().meta({ description: 'Default: all versions.' }),
    label: storableText.meta({ description: "The label's exact words." }),
  }),
  answers: { 200: answer('What was answered.', agreement) },
  problems: [400, 404],
})
