import { z } from 'zod'
import { count } from '../fields/number.js'
import { version } from '../label-sets/label-set-reference.js'

/** How many objects sound most like a label, of all labels of its set. */
export const labelFigures = z
  .object({
    labelSet: z.string(),
    labelSetVersion: version,
    label: z.string(),
    objects: count,
    audioS: z.number().meta({ description: 'Seconds of audio in these objects.' }),
  })
  .meta({ id: 'LabelFigures' })
