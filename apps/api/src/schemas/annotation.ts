import { z } from 'zod'
import { place, storedLabelSet } from './label-set.js'
import { modelChoice } from './model.js'
import { id } from './number.js'
import { storableText, text } from './text.js'

const MAX_NOTE_CHARACTERS = 1000

const verdict = z.enum(['right', 'wrong'])

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

export const annotation = z
  .object({
    id,
    objectId: id,
    bucket: z.string(),
    key: z.string(),
    labelSet: z.string(),
    labelSetVersion: z.int(),
    labelId: id,
    label: z.string(),
    verdict,
    window: z.int().nullable().meta({
      description:
        'The moment it is about; of the whole object, the window that speaks most for the label.',
    }),
    note: z.string().nullable(),
    saidBy: z.string().meta({ description: 'The name of the API key that it was said with.' }),
    annotatedAt: z.date(),
  })
  .meta({ id: 'Annotation' })
