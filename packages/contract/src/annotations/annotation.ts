import { z } from 'zod'
import { id } from '../fields/number.js'
import { verdict } from './new-annotation.js'

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
