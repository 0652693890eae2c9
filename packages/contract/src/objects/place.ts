import { z } from 'zod'
import { id } from '../fields/number.js'
import { s3ObjectUrl } from '../fields/s3-url.js'

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
