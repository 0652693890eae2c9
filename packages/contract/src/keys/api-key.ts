import { z } from 'zod'
import { id } from '../fields/number.js'
import { keyScopes } from './key-scopes.js'

export const apiKey = z
  .object({
    id,
    name: z.string(),
    prefix: z
      .string()
      .nullable()
      .meta({ description: 'How the key begins; null for keys of old.' }),
    scopes: keyScopes,
    createdAt: z.date(),
    lastUsedAt: z.date().nullable().meta({ description: 'To the minute.' }),
    revokedAt: z.date().nullable(),
    expiresAt: z.date().nullable().meta({ description: 'When it ends by itself; null: never.' }),
    isOwn: z.boolean().meta({ description: 'Whether it is the key of this request.' }),
  })
  .meta({ id: 'ApiKey' })
