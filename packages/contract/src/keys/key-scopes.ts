import { z } from 'zod'

export const keyScopes = z.array(z.enum(['sql'])).meta({
  description:
    'What the key may do beside what every key may. `sql`: ask statements of its own (`POST /v1/sql`).',
})
