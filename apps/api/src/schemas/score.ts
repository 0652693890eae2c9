import { z } from 'zod'

/** What a window or clip says about a label. */
export const score = z.object({
  label: z.string(),
  probability: z.number().meta({ description: 'Softmax over the label set.' }),
  similarity: z.number().meta({ description: "Cosine with the label's prompt." }),
})
