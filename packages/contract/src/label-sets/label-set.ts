import { z } from 'zod'
import { id } from '../fields/number.js'
import { summary } from './label-set-reference.js'

export const labelSetSummary = z
  .object({ ...summary, labelCount: z.int(), createdAt: z.date() })
  .meta({ id: 'LabelSetSummary' })

export const labelSet = z
  .object({
    ...summary,
    templates: z.array(z.string()).meta({ description: 'All of them; `template` is the first.' }),
    labels: z.array(
      z.object({
        id,
        name: z.string(),
        prompts: z.array(z.string()),
        synonyms: z.array(z.string()),
        isBackground: z.boolean(),
        isByExample: z.boolean(),
        examples: z
          .array(
            z.object({
              objectId: id,
              bucket: z.string(),
              key: z.string(),
              window: z.int(),
              startS: z.number(),
              endS: z.number(),
              isPositive: z.boolean(),
            }),
          )
          .optional()
          .meta({ description: 'What a label by example is learned from.' }),
      }),
    ),
    createdAt: z.date(),
  })
  .meta({
    id: 'LabelSet',
    examples: [
      {
        id: 3,
        name: 'household',
        version: 1,
        template: 'Sound of {}',
        templates: ['Sound of {}'],
        labels: [
          {
            id: 11,
            name: 'vacuum cleaner',
            prompts: ['Sound of vacuum cleaner', 'Sound of hoover'],
            synonyms: ['hoover'],
            isBackground: false,
            isByExample: false,
          },
        ],
        createdAt: '2026-03-01T12:00:00.000Z',
      },
    ],
  })
