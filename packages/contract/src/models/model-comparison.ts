import { z } from 'zod'
import { id } from '../fields/number.js'
import { labelSetReference } from '../label-sets/label-set-reference.js'
import { modelReference } from './model.js'

const winner = z.object({ label: z.string(), probability: z.number() })

export const modelComparison = z
  .object({
    labelSet: labelSetReference,
    a: modelReference,
    b: modelReference,
    objects: z.int().meta({ description: 'Compared: those that both have scored.' }),
    agreed: z.int().meta({ description: 'Of these, with the same most probable label.' }),
    agreement: z.number().nullable().meta({ description: '`agreed` of `objects`.' }),
    meanMoved: z.number().meta({
      description: 'How far the probabilities moved: 0 not at all, 1 altogether.',
    }),
    moved: z
      .array(
        z.object({
          objectId: id,
          bucket: z.string(),
          key: z.string(),
          moved: z.number().meta({ description: 'Half the sum of the differences.' }),
          a: winner,
          b: winner,
        }),
      )
      .meta({ description: 'The objects that moved most.' }),
  })
  .meta({ id: 'ModelComparison' })
