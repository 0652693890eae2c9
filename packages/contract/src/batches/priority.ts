import { z } from 'zod'

export const priority = z.int().min(1).max(10).meta({ description: '1 (last) to 10 (first).' })

export const batchChange = z
  .strictObject({ priority })
  .meta({ id: 'BatchChange', examples: [{ priority: 9 }] })
