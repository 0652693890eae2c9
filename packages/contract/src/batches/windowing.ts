import { z } from 'zod'

/** Ten frames of the model's features. Each window costs a whole run of the model, however short it is. */
const MIN_WINDOW_S = 0.1
const SHORTEST = `At least ${MIN_WINDOW_S} s, ten frames of what the model hears: each window costs a whole run of it.`

export const windowing = {
  windowS: z
    .number()
    .min(MIN_WINDOW_S)
    .optional()
    .meta({
      description: `A window's length in seconds, at most the model's. Default: the model's. ${SHORTEST}`,
    }),
  hopS: z
    .number()
    .min(MIN_WINDOW_S)
    .optional()
    .meta({
      description: `From one window's start to the next one's, in seconds. Default: \`windowS\`. ${SHORTEST}`,
    }),
}
