import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { count, idParameter } from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { MAX_LABELS } from '../limits.js'
import { modelChoice, modelReference } from '../models/model.js'
import { retagging } from '../retaggings/retagging.js'
import { labelSet } from './label-set.js'
import { oneAtATime, wantedThreshold } from './training.js'

const publishedLabel = z
  .strictObject({
    label: storableText,
    threshold: z.number().gt(0).lt(1).optional().meta({
      description: 'From this probability on a window is a detection. Default: 0.5.',
    }),
    ...wantedThreshold,
  })
  .refine(
    ({ threshold, precision, recall }) =>
      [threshold, precision, recall].filter((one) => one !== undefined).length <= 1,
    { path: ['threshold'], error: 'must not stand beside precision or recall, nor these together' },
  )

export const publication = z
  .strictObject({
    labels: z.array(publishedLabel).min(1).max(MAX_LABELS).meta({
      description:
        'Those that are learned from the answers there are now. The others stay as they are.',
    }),
    oneAtATime,
    model: modelChoice,
    retag: z.boolean().default(true).meta({
      description: 'Whether all that was heard is scored under the new version.',
    }),
  })
  .meta({ id: 'NewPublication', examples: [{ labels: [{ label: 'dog', precision: 0.9 }] }] })

const published = z
  .object({
    labelSet,
    model: modelReference,
    labels: z.array(
      z.object({
        label: z.string(),
        threshold: z.number(),
        learnedFrom: z.object({ right: count, wrong: count, ofOtherLabels: count }),
      }),
    ),
    retagging: retagging.nullable(),
  })
  .meta({ id: 'Publication' })

export const publishLabelSet = defineRoute({
  operationId: 'publishLabelSet',
  method: 'post',
  path: '/v1/label-sets/{id}/publish',
  tag: 'label sets',
  summary: "Make the set's next version, with labels as they are learned now",
  description:
    "The next version's labels are each a presence: a probability that does not depend on the others. Labels that are not named keep their detectors to the bit, or get what their words say. `retagging` scores what was heard before and finds its detections. Answers, batches and watches that name the version before go on with it.",
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: publication,
  answers: {
    200: answer('The version that exists with this content.', published),
    201: answer('The new version.', published),
  },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
