import { z } from 'zod'

const words = z.string().optional().catch(undefined)

/** What the page shows, as the URL has it. */
export const activitySearch = z.object({
  label: words,
  set: words,
  by: z.enum(['hour', 'date']).optional().catch(undefined),
  zone: words,
  prefix: words,
  from: words,
  to: words,
})

export type ActivitySearch = z.output<typeof activitySearch>
