import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { integerParameter, versionParameter } from '../fields/number.js'
import { storableText } from '../fields/text.js'
import { requiredModelParameter } from './model.js'
import { modelComparison } from './model-comparison.js'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 1000

export const compareModels = defineRoute({
  operationId: 'compareModels',
  method: 'get',
  path: '/v1/models/compare',
  tag: 'models',
  summary: 'How two models agree under a label set, and which objects moved most',
  description:
    'Over the objects that both have heard with the same windows and scored under this very version of the label set.',
  query: z.strictObject({
    a: requiredModelParameter,
    b: requiredModelParameter,
    labelSet: storableText.meta({ description: 'Name of a label set.' }),
    labelSetVersion: versionParameter.optional().meta({ description: 'Default: the newest.' }),
    limit: integerParameter({ min: 1, max: MAX_LIMIT })
      .optional()
      .transform((limit) => limit ?? DEFAULT_LIMIT)
      .meta({
        type: 'integer',
        minimum: 1,
        maximum: MAX_LIMIT,
        default: DEFAULT_LIMIT,
        description: 'Objects in `moved`.',
      }),
  }),
  answers: { 200: answer('The comparison.', modelComparison) },
  problems: [400, 404],
})
