import { z } from 'zod'

/** What a window or clip says about a label. */
export const score = z.object({
  label: z.string(),
  probability: z.number().meta({
    description:
      "Softmax over the label set; each label's own sigmoid for classifiers whose labels do not exclude each other.",
  }),
  similarity: z
    .number()
    .nullable()
    .meta({ description: "Cosine with the label's prompt; null for classifiers." }),
})
