import { z } from 'zod'
import { id } from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { DEFAULT_TEMPLATE, MAX_EXAMPLES, MAX_LABELS } from '../limits.js'
import { place } from '../objects/place.js'
import { labelScoring } from './label-set.js'
import { content } from './label-set-content.js'
import { labelSetName, storedLabelSet, version } from './label-set-reference.js'

const example = z
  .strictObject({ ...place, isPositive: z.boolean().default(true) })
  .refine(({ window, startS }) => (window === undefined) !== (startS === undefined), {
    error: 'must have either a window or a startS',
  })

const fullLabel = z.strictObject({
  name: z.string(),
  synonyms: z.array(z.string()).optional().meta({
    description: "Other words for the same: the label's vector is the mean over all of them.",
  }),
  isBackground: z.boolean().optional().meta({
    description: '"None of these": takes its share of the probability, and is never detected.',
  }),
  examples: z.array(example).min(1).max(MAX_EXAMPLES).optional().meta({
    description:
      'Moments of the archive that the label is learned from instead of words: what it is, and (`isPositive: false`) what it is not. The labels of its set are then each a presence.',
  }),
  annotationsOf: z
    .strictObject({
      labelSet: storedLabelSet,
      labelSetVersion: version.optional().meta({ description: 'Default: all versions.' }),
      label: storableText,
    })
    .optional()
    .meta({
      description:
        'Learned from what people said of this label: `right` is what it is, `wrong` what it is not.',
    }),
})

export const newLabelSet = z
  .strictObject({
    name: labelSetName,
    template: content.template
      .unwrap()
      .optional()
      .meta({
        description: 'How a label becomes a prompt: `{}` stands for the label.',
        default: DEFAULT_TEMPLATE,
        examples: ['Sound of {}'],
      }),
    templates: z
      .array(z.string())
      .optional()
      .meta({ description: 'Several templates, averaged, in place of `template`.' }),
    labels: z
      .array(z.union([z.string(), fullLabel], { error: 'must be a text, or a label with a name' }))
      .meta({
        description: `1 to ${MAX_LABELS} labels, any words, none twice: texts, or labels with more to them.`,
        examples: [['dog', { name: 'vacuum cleaner', synonyms: ['hoover'] }, 'rain']],
      }),
    scoring: labelScoring.optional().meta({
      description:
        'Whether the labels share one certainty (`shares`), or each has a probability of its own (`presence`). Default: `presence` where a label has examples, otherwise `shares`.',
    }),
    oneAtATime: z.boolean().optional().meta({
      description:
        'Of presences: what is right for one label is wrong for the others, and they learn from it.',
    }),
    basedOn: id.optional().meta({
      description:
        'A label set, mostly the version before: labels with the same name and words there keep what they were taught, their examples, thresholds and detectors.',
    }),
    background: z
      .string()
      .optional()
      .meta({
        description: 'Words for "none of these": one more label, marked as background.',
        examples: ['background noise'],
      }),
  })
  .meta({ id: 'NewLabelSet' })
