import { z } from 'zod'
import { integerParameter } from './number.js'

const DEFAULT_LIMIT = 100

/** Opaque: the API decodes it, and refuses that of another list. */
export const cursorParameter = z
  .string()
  .optional()
  .meta({ description: 'The `nextCursor` of the page before.' })

export const limitParameter = integerParameter({ min: 1, max: 1000 })
  .optional()
  .transform((limit) => limit ?? DEFAULT_LIMIT)
  .meta({
    pattern: undefined,
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: DEFAULT_LIMIT,
    description: 'Rows of a page.',
  })

/** A page of a list that people narrow down: where it is empty, it says why. */
export function explainedPageOf<Item extends z.ZodType>(item: Item) {
  return pageOf(item).extend({
    note: z
      .string()
      .nullable()
      .meta({ description: 'Why there is nothing, in a sentence; null where there is something.' }),
  })
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'Send it as `cursor` for the next page; null on the last one.' }),
  })
}
