import { z } from 'zod'
import { id } from '../fields/number.js'
import { text } from '../fields/text.js'

export const version = z.int32().positive()

export const labelSetName = text(200).meta({ examples: ['household'] })

/** A stored label set: its id, or its name. */
export const storedLabelSet = z.union([id, labelSetName], {
  error: 'must be the id or the name of a label set',
})

export const summary = {
  id,
  name: z.string(),
  version: version.meta({ description: 'Label sets never change: new content is a new version.' }),
  template: z.string(),
}

export const labelSetReference = z.object(summary)
