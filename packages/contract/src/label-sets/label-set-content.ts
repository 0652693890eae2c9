import { z } from 'zod'
import { DEFAULT_TEMPLATE, MAX_LABELS } from '../limits.js'

/** What a new label set is made of. Its labels and template are checked by core, which knows the rules. */
export const content = {
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
