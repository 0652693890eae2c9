import {
  booleanParameter,
  fractionParameter,
  idParameter,
  integerParameter,
  secondsParameter,
} from '../fields/number.js'
import { s3Prefix } from '../fields/s3-url.js'
import { storableText } from '../fields/text.js'
import { recordingFilter } from '../recordings/recording-filter.js'

const MAX_HITS = 200
const DEFAULT_HITS = 10

/** What a search may be narrowed to; a filter never makes it find fewer objects than there are. */
export const searchFilter = {
  prefix: s3Prefix.optional().meta({
    description: 'Objects below this address.',
    examples: ['s3://archive/2026/'],
  }),
  batch: idParameter.optional().meta({ description: "A batch's objects." }),
  minDurationS: secondsParameter.optional(),
  maxDurationS: secondsParameter.optional(),
  label: storableText.optional().meta({
    description: 'Objects classified under this label, by its exact words, in whichever label set.',
  }),
  minProbability: fractionParameter
    .optional()
    .meta({ description: 'With `label`: how probable it is at least.' }),
  ...recordingFilter,
  limit: integerParameter({ min: 1, max: MAX_HITS })
    .optional()
    .transform((limit) => limit ?? DEFAULT_HITS)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_HITS,
      default: DEFAULT_HITS,
      description: 'Objects.',
    }),
}

export const exactParameter = booleanParameter
  .optional()
  .meta({ description: 'Compare every window, also where there is an index.' })
