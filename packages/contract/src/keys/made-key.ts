import { z } from 'zod'

/** Shown once: only its hash is stored. */
export const secretKey = z.string().meta({ description: 'The key itself, shown this once.' })
