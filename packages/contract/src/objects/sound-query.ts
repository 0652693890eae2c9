import { z } from 'zod'
import { secondsParameter } from '../fields/number.js'
import { MAX_CLIP_S } from '../limits.js'

export const audioForms = ['original', 'opus', 'flac', 'wav'] as const

/** What may be asked of an object's sound. */
export const soundQuery = {
  as: z.enum(audioForms).optional().meta({
    description:
      'What it is sent as. Default: `original` where browsers play that, otherwise `wav`, of 16 bits; a clip is `wav`.',
  }),
  startS: secondsParameter.optional().meta({ description: 'Where a clip starts.' }),
  endS: secondsParameter
    .optional()
    .meta({ description: `Where it ends, at most ${MAX_CLIP_S} s later.` }),
}
