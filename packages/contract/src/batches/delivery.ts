import { z } from 'zod'

export const delivery = z
  .object({
    id: z.uuid().meta({ description: 'The same over all attempts.' }),
    kind: z.enum(['webhook', 'report']),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    reportTo: z.string().nullable(),
    message: z.string().nullable().meta({ description: 'What the last attempt failed with.' }),
    createdAt: z.date(),
    deliveredAt: z.date().nullable(),
  })
  .meta({ id: 'Delivery' })
