import { z } from 'zod'
import { keyScopes } from '../keys/key-scopes.js'

/** Who is signed in: a browser, or whoever sends a key. */
export const session = z
  .object({
    name: z.string().meta({ description: 'The name of its API key.' }),
    scopes: keyScopes,
    expiresAt: z
      .date()
      .nullable()
      .meta({ description: "When a browser's session ends; null for an API key in the request." }),
  })
  .meta({ id: 'Session' })
