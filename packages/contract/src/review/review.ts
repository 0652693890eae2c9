import { z } from 'zod'
import { verdict } from '../annotations/new-annotation.js'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import {
  count,
  fractionParameter,
  id,
  idParameter,
  integerParameter,
  versionParameter,
} from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText } from '../fields/text.js'
import { labelSetReference } from '../label-sets/label-set-reference.js'
import { modelParameter, modelReference } from '../models/model.js'
import { recordingFilter } from '../recordings/recording-filter.js'

const MAX_MOMENTS = 100
const DEFAULT_MOMENTS = 20

export const reviewStrategies = ['likely', 'uncertain', 'random', 'spread', 'diverse'] as const
const strategy = z.enum(reviewStrategies)

/** Somebody's word on a label at a moment. */
const said = z.object({
  saidBy: z.string(),
  verdict,
  labelSetVersion: z.int().meta({ description: 'The version that it was said of.' }),
  annotatedAt: z.date(),
})

const moment = z.object({
  objectId: id,
  bucket: z.string(),
  key: z.string(),
  durationS: z.number().nullable(),
  window: z.int(),
  startS: z.number(),
  endS: z.number(),
  probability: z.number().meta({ description: 'Of the label in this window, over its set.' }),
  similarity: z.number().meta({ description: 'Cosine of the window and the label.' }),
  said: z.array(said).meta({ description: 'What was said of the label there, the oldest first.' }),
})

const reviewAnswer = z
  .object({
    labelSet: labelSetReference,
    label: z.string(),
    model: modelReference,
    strategy,
    seed: z.int(),
    threshold: z.number().nullable().meta({
      description: 'Of `uncertain`: what the moments lie around; null for the other strategies.',
    }),
    thresholdOf: z.enum(['probability', 'similarity']),
    windows: count.nullable().meta({
      description: 'Windows that pass the filters; null where they are more than are counted here.',
    }),
    compared: count.meta({ description: 'Windows that were looked at for this list.' }),
    items: z.array(moment).meta({ description: 'The one to listen to first comes first.' }),
    note: z.string().nullable().meta({ description: 'Why there is nothing, in a sentence.' }),
  })
  .meta({ id: 'Review' })

export const review = defineRoute({
  operationId: 'review',
  method: 'get',
  path: '/v1/review',
  tag: 'review',
  summary: 'The next moments to listen to for a label',
  description:
    'Answers are sent to `POST /v1/annotations`, or many at once to `…/bulk`. A moment that the label has been told already, in whichever version of its set, does not come again. The list is made from what was scored and from a sample of the windows: the same seed gives the same list, without what was answered meanwhile, for as long as nothing new is heard.',
  query: z.strictObject({
    labelSet: storableText.meta({ description: 'Name of a label set.', examples: ['weather'] }),
    labelSetVersion: versionParameter.optional().meta({ description: 'Default: the newest.' }),
    label: storableText.meta({ description: "The label's exact words.", examples: ['rain'] }),
    strategy: strategy.default('uncertain').meta({
      description:
        'likely: the surest first. uncertain: those around the threshold. random: any, each window as probable as any other. spread: evenly from the lowest score to the highest. diverse: those that sound least like each other and like what was answered.',
    }),
    threshold: fractionParameter.optional().meta({
      description:
        "With `uncertain`: the probability (of a set of one label that is a share, the similarity) that moments lie around. Default: the similarity of the set's calibration; without one, a probability of 0.5, or the middle similarity.",
    }),
    answered: z.enum(['nobody', 'others']).default('nobody').meta({
      description:
        'nobody: moments that nobody has answered. others: moments that others have answered, and this API key has not, so that two people can be compared.',
    }),
    prefix: s3Prefix.optional().meta({ description: 'Objects below this address.' }),
    batch: idParameter.optional().meta({ description: "A batch's objects." }),
    ...recordingFilter,
    seed: integerParameter({ min: 0, max: 2_147_483_647 })
      .optional()
      .transform((seed) => seed ?? 0)
      .meta({
        type: 'integer',
        minimum: 0,
        maximum: 2_147_483_647,
        default: 0,
        description: 'Another one looks at other windows.',
      }),
    limit: integerParameter({ min: 1, max: MAX_MOMENTS })
      .optional()
      .transform((limit) => limit ?? DEFAULT_MOMENTS)
      .meta({
        type: 'integer',
        minimum: 1,
        maximum: MAX_MOMENTS,
        default: DEFAULT_MOMENTS,
        description: 'Moments.',
      }),
    model: modelParameter,
  }),
  answers: { 200: answer('Moments.', reviewAnswer) },
  problems: [400, 404, 422],
})
