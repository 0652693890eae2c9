import { z } from 'zod'
import { id } from '../fields/number.js'
import { summary } from './label-set-reference.js'

export const labelSetSummary = z
  .object({ ...summary, labelCount: z.int(), createdAt: z.date() })
  .meta({ id: 'LabelSetSummary' })

export const labelScoring = z.enum(['shares', 'presence']).meta({
  description:
    'shares: the labels share one certainty, by a softmax. presence: each has a probability of its own, whatever the others have.',
})

export const labelSet = z
  .object({
    ...summary,
    templates: z.array(z.string()).meta({ description: 'All of them; `template` is the first.' }),
    scoring: labelScoring,
    oneAtATime: z.boolean().meta({
      description: 'Whether what is right for one label is wrong for the others, when they learn.',
    }),
    labels: z.array(
      z.object({
        id,
        name: z.string(),
        prompts: z.array(z.string()),
        synonyms: z.array(z.string()),
        isBackground: z.boolean(),
        isByExample: z.boolean(),
        threshold: z.number().nullable().meta({
          description:
            'Of a presence: from which probability on a window is a detection; null: from 0.5 on.',
        }),
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
          .meta({ description: 'What the label is learned from.' }),
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
        scoring: 'shares',
        oneAtATime: false,
        labels: [
          {
            id: 11,
            name: 'vacuum cleaner',
            prompts: ['Sound of vacuum cleaner', 'Sound of hoover'],
            synonyms: ['hoover'],
            isBackground: false,
            isByExample: false,
            threshold: null,
          },
        ],
        createdAt: '2026-03-01T12:00:00.000Z',
      },
    ],
  })
