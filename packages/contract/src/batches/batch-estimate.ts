import { z } from 'zod'
import { count } from '../fields/number.js'

const estimate = z.number().nullable()

export const batchEstimate = z
  .object({
    found: count.meta({ description: 'Objects that the batch would have, as far as counted.' }),
    isComplete: z.boolean().meta({
      description: 'Whether that is all of them: counting stops after 20 seconds.',
    }),
    leftOut: count.meta({ description: 'Objects under the prefix that are no audio.' }),
    alreadyHeard: count.meta({ description: 'Those of them that would be skipped.' }),
    bytes: count,
    audioS: estimate.meta({
      description: 'Seconds of audio, by what was heard before; null where nothing was.',
    }),
    windows: estimate,
    timeS: estimate.meta({ description: "Seconds of work, at the last batch's pace." }),
    examples: z.array(z.string()),
  })
  .meta({ id: 'BatchEstimate' })
