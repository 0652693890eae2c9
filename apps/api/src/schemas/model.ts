import { z } from 'zod'
import { id } from './number.js'
import { text } from './text.js'

const description =
  'A model by its id, its name, or `name@revision`. Default: the one that the API runs.'

/** A model as a query names it. */
export const modelParameter = text(400)
  .optional()
  .meta({ description, examples: ['clap-mini'] })

/** A model as a body names it. */
export const modelChoice = z
  .union([id, text(400)], { error: 'must be the id or the name of a model' })
  .optional()
  .meta({ description, examples: ['clap-mini'] })

export const modelReference = z.object({ id, name: z.string(), revision: z.string() })
