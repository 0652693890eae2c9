import { DEFAULT_TEMPLATE, MAX_LABELS } from '@earmark/core'
import { z } from 'zod'
import { id } from './number.js'
import { text } from './text.js'

/** What a new label set is made of. Its labels and template are checked by core, which knows the rules. */
const content = {
  template: z
    .string()
    .default(DEFAULT_TEMPLATE)
    .meta({
      description: 'How a label becomes a prompt: `{}` stands for the label.',
      examples: ['Sound of {}'],
    }),
  labels: z.array(z.string()).meta({
    description: `1 to ${MAX_LABELS} labels, any words, none twice.`,
    examples: [['dog', 'vacuum cleaner', 'rain']],
  }),
}

export const labelSetName = text(200).meta({ examples: ['household'] })

export const newLabelSet = z
  .strictObject({ name: labelSetName, ...content })
  .meta({ id: 'NewLabelSet' })

const version = z.int32().positive()

/** A label set as a request names it: stored ones by id or name, others written out. */
export const labelSetChoice = z
  .union(
    [
      z.strictObject({ id }),
      z.strictObject({
        name: labelSetName,
        version: version.optional().meta({ description: 'Default: the newest.' }),
      }),
      z.strictObject({ name: labelSetName.optional(), ...content }),
    ],
    { error: 'must have an id, a name, or labels' },
  )
  .meta({
    id: 'LabelSetChoice',
    description:
      'A stored label set by its id, or by name and version, or one written out. Label sets written out are stored for a batch; equal content is stored once.',
    examples: [{ labels: ['dog', 'vacuum cleaner'], template: 'Sound of {}' }],
  })
export type LabelSetChoice = z.output<typeof labelSetChoice>

const MAX_LABEL_SETS = 50
export const labelSetChoices = z.array(labelSetChoice).min(1).max(MAX_LABEL_SETS)

const summary = {
  id,
  name: z.string(),
  version: version.meta({ description: 'Label sets never change: new content is a new version.' }),
  template: z.string(),
}

export const labelSetReference = z.object(summary)

export const labelSetSummary = z
  .object({ ...summary, labelCount: z.int(), createdAt: z.date() })
  .meta({ id: 'LabelSetSummary' })

export const labelSet = z
  .object({
    ...summary,
    labels: z.array(z.object({ id, name: z.string(), prompts: z.array(z.string()) })),
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
        labels: [{ id: 11, name: 'vacuum cleaner', prompts: ['Sound of vacuum cleaner'] }],
        createdAt: '2026-03-01T12:00:00.000Z',
      },
    ],
  })
