import { z } from 'zod'
import { count } from '../fields/number.js'
import { modelChoice, modelReference } from '../models/model.js'
import { labelSetReference } from './label-set-reference.js'

const share = z.number().gt(0).lt(1)

/** A threshold by what it is to reach. */
export const wantedThreshold = {
  precision: share.optional().meta({
    description:
      'Wanted: so much of what is detected is right. The lowest threshold that keeps it.',
  }),
  recall: share.optional().meta({
    description: 'Wanted: so much of what is there is detected. The highest threshold that does.',
  }),
}

export const oneAtATime = z.boolean().optional().meta({
  description:
    'Whether one label holds at a time: what is right for another label is then wrong for this one. Default: as the label set says.',
})

export const trainingRequest = z
  .strictObject({ ...wantedThreshold, oneAtATime, model: modelChoice })
  .refine(({ precision, recall }) => precision === undefined || recall === undefined, {
    path: ['recall'],
    error: 'must not stand beside precision',
  })
  .meta({ id: 'NewTraining', examples: [{ precision: 0.9 }] })

const measured = z
  .object({
    value: z.number(),
    interval: z.object({ low: z.number(), high: z.number() }).nullable().meta({
      description: '95 %, by drawing whole objects again; null where there are too few.',
    }),
  })
  .nullable()

const ranking = z.object({ averagePrecision: measured, rocAuc: measured })

export const trainingReport = z
  .object({
    labelSet: labelSetReference,
    label: z.string(),
    model: modelReference,
    learnedFrom: z
      .object({ right: count, wrong: count, ofOtherLabels: count })
      .meta({ description: 'Moments: by what was said of them, and as right for other labels.' }),
    leftOut: z
      .object({ unsure: count, contradicted: count, replaced: count, unheard: count })
      .meta({
        description:
          'Moments that teach nothing: nobody is sure, as many say right as wrong, the object was uploaded again since, or this model has not heard the place.',
      }),
    strength: z.number().nullable().meta({
      description: 'How firmly the words hold, by cross-validation; null without answers.',
    }),
    measured: z
      .object({
        positives: count,
        negatives: count,
        objects: count,
        averagePrecision: measured,
        rocAuc: measured,
        calibrationError: z.number().nullable(),
        thresholds: z.array(
          z.object({ threshold: z.number(), precision: measured, recall: measured }),
        ),
      })
      .nullable()
      .meta({
        description:
          'On moments that were held out, all of an object together; null where too little can be.',
      }),
    words: ranking.nullable().meta({ description: 'The words alone, on the same moments.' }),
    before: z
      .object({ positives: count, negatives: count, before: ranking, now: ranking })
      .nullable()
      .meta({
        description:
          'The detector that the set has, and the new one, on moments of objects that the old one did not learn from.',
      }),
    threshold: z
      .object({ threshold: z.number(), precision: measured, recall: measured })
      .nullable()
      .meta({ description: 'The one that was wanted.' }),
    notes: z
      .array(z.string())
      .meta({ description: 'What cannot be measured or was left out, and why.' }),
  })
  .meta({ id: 'TrainingReport' })
