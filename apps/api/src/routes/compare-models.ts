import { compareModels as compare } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { requireLabelSet } from '../require-names.js'
import { resolveModel, toModelReference } from '../resolve-model.js'
import { answer } from '../schemas/answer.js'
import { modelComparison, requiredModelParameter } from '../schemas/model.js'
import { integerParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { storableText } from '../schemas/text.js'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 1000

const querystring = z.strictObject({
  a: requiredModelParameter,
  b: requiredModelParameter,
  labelSet: storableText.meta({ description: 'Name of a label set.' }),
  labelSetVersion: integerParameter({ min: 1, max: 2_147_483_647 })
    .optional()
    .meta({ description: 'Default: the newest.' }),
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
})

export function compareModels(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.get(
    '/models/compare',
    {
      schema: {
        tags: ['models'],
        operationId: 'compareModels',
        summary: 'How two models agree under a label set, and which objects moved most',
        description:
          'Over the objects that both have heard with the same windows and scored under this very version of the label set.',
        querystring,
        response: { 200: answer('The comparison.', modelComparison), ...problems(400, 404) },
      },
    },
    async ({ query }) => {
      const { limit, labelSet: name, labelSetVersion: version } = query
      const a = await resolveModel(deps, query.a, 'a')
      const b = await resolveModel(deps, query.b, 'b')
      const labelSet = await requireLabelSet(db, { name, version })
      const { objects, agreed, meanMoved, moved } = await compare(db, {
        labelSetId: labelSet.id,
        modelA: a.id,
        modelB: b.id,
        limit,
      })
      return {
        labelSet,
        a: toModelReference(a),
        b: toModelReference(b),
        objects,
        agreed,
        agreement: objects === 0 ? null : agreed / objects,
        meanMoved,
        moved,
      }
    },
  )
}
