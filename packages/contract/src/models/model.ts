import { z } from 'zod'
import { id } from '../fields/number.js'
import { text } from '../fields/text.js'

const description =
  'A model by its id, its name, or `name@revision`. Default: the one that the API runs.'

/** A model as a query names it. */
export const modelParameter = text(400)
  .optional()
  .meta({ description, examples: ['clap-mini'] })

export const requiredModelParameter = text(400).meta({
  description: 'A model by its id, its name, or `name@revision`.',
  examples: ['clap-mini'],
})

/** A model as a body names it. */
export const modelChoice = z
  .union([id, text(400)], { error: 'must be the id or the name of a model' })
  .optional()
  .meta({ description, examples: ['clap-mini'] })

export const modelReference = z.object({ id, name: z.string(), revision: z.string() })

export const registeredModel = modelReference
  .extend({
    dtype: z.string(),
    kind: z.enum(['clap', 'classifier']).meta({
      description: 'clap takes any words; classifier has labels of its own.',
    }),
    sampleRate: z.int().meta({ description: 'Hz.' }),
    windowS: z.number(),
    hearings: z.int().meta({ description: 'Objects that it has heard, by windowing.' }),
    isRunning: z.boolean().meta({ description: 'Whether the API runs it.' }),
    createdAt: z.date(),
  })
  .meta({ id: 'Model' })
