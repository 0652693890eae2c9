import { DEFAULT_TEMPLATE, MAX_EXAMPLES, MAX_LABELS } from '@earmark/core'
import { z } from 'zod'
import { id } from './number.js'
import { s3ObjectUrl } from './s3-url.js'
import { storableText, text } from './text.js'

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

const version = z.int32().positive()

export const labelSetName = text(200).meta({ examples: ['household'] })

/** A place in an object that has been heard. */
export const place = {
  object: z
    .union([id, s3ObjectUrl], { error: 'must be the id or the s3:// address of an object' })
    .meta({ description: 'An object by its id or its address.', examples: [42] }),
  window: z.int32().nonnegative().optional().meta({ description: "The window's index." }),
  startS: z
    .number()
    .nonnegative()
    .optional()
    .meta({ description: 'In place of `window`: some second of it.' }),
}

const example = z
  .strictObject({ ...place, isPositive: z.boolean().default(true) })
  .refine(({ window, startS }) => (window === undefined) !== (startS === undefined), {
    error: 'must have either a window or a startS',
  })

/** A stored label set: its id, or its name. */
export const storedLabelSet = z.union([id, labelSetName], {
  error: 'must be the id or the name of a label set',
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
      'Moments of the archive that the label is learned from instead of words: what it is, and (`isPositive: false`) what it is not.',
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
    background: z
      .string()
      .optional()
      .meta({
        description: 'Words for "none of these": one more label, marked as background.',
        examples: ['background noise'],
      }),
  })
  .meta({ id: 'NewLabelSet' })

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
