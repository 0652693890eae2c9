import { z } from 'zod'
import { id } from '../fields/number.js'
import { content } from './label-set-content.js'
import { labelSetName, version } from './label-set-reference.js'

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
export const labelSetChoices = z.array(labelSetChoice).max(MAX_LABEL_SETS).default([]).meta({
  description:
    'What to listen for: at least one label set. Left out where the model is a classifier, which has labels of its own.',
})
