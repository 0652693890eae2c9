import { z } from 'zod'
import { manifestFormats } from './manifest/manifest-format.js'
import { objectFilterShape } from './object-filter-shape.js'

/** A batch's source as it is stored, where there is something to scan. */
export const storedSourceSchema = z.union([
  z.object({ prefix: z.string(), ...objectFilterShape }),
  z.object({ manifest: z.string(), format: z.enum(manifestFormats).optional() }),
])
export type StoredSource = z.output<typeof storedSourceSchema>
