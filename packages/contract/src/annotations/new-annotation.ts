import { z } from 'zod'
import { storableText, text } from '../fields/text.js'
import { storedLabelSet } from '../label-sets/label-set-reference.js'
import { modelChoice } from '../models/model.js'
import { place } from '../objects/place.js'

const MAX_NOTE_CHARACTERS = 1000

export const verdict = z.enum(['right', 'wrong', 'unsure']).meta({
  description: 'unsure: listened to, and cannot be told. It teaches nothing and counts as neither.',
})

export const newAnnotation = z
  .strictObject({
    ...place,
    label: storableText,
    labelSet: storedLabelSet,
    labelSetVersion: z.int32().positive().optional().meta({ description: 'Default: the newest.' }),
    verdict: verdict
      .nullable()
      .meta({ description: 'null takes back what was said of that very place with this API key.' }),
    note: text(MAX_NOTE_CHARACTERS).optional(),
    model: modelChoice,
  })
  .refine(({ window, startS }) => window === undefined || startS === undefined, {
    path: ['startS'],
    error: 'must not stand beside window',
  })
  .meta({
    id: 'NewAnnotation',
    examples: [
      {
        object: 's3://archive/2026/camping.flac',
        window: 2,
        label: 'rain',
        labelSet: 'weather',
        verdict: 'wrong',
        note: 'a waterfall',
      },
    ],
  })
