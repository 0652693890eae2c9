import {
  getLabelSet,
  type StoredObject,
  scoreObjectWindows,
  getObject as selectObject,
  type WindowScore,
} from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { embedLabelSet } from '../classify/embed-label-set.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { requestSignal } from '../request-signal.js'
import { requireLabelSet } from '../require-names.js'
import { answer } from '../schemas/answer.js'
import { idParameter, integerParameter } from '../schemas/number.js'
import { storedObject } from '../schemas/object.js'
import { problems } from '../schemas/problem.js'
import { storableText } from '../schemas/text.js'

const DEFAULT_TOP = 20

const querystring = z.strictObject({
  labelSet: storableText
    .optional()
    .meta({ description: 'Name of a label set: each window is scored under it.' }),
  labelSetVersion: integerParameter({ min: 1, max: 2_147_483_647 })
    .optional()
    .meta({ description: 'Default: the newest.' }),
  top: integerParameter({ min: 1, max: 100 })
    .optional()
    .meta({ description: `Scores of each window, the best first. Default: ${DEFAULT_TOP}.` }),
})

export function getObject(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.get(
    '/objects/:id',
    {
      schema: {
        tags: ['results'],
        operationId: 'getObject',
        summary: 'An object with all that was heard in it',
        description:
          'With `labelSet`, the scores of each window too. They are computed from the stored embeddings, so any label set will do, also one that the object was never tagged with.',
        params: z.strictObject({ id: idParameter }),
        querystring,
        response: { 200: answer('The object.', storedObject), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const object = await selectObject(db, id)
      if (!object) throw notFound('id', id, 'object')
      if (request.query.labelSet === undefined) return object
      return withScores(deps, object, request.query, requestSignal(reply))
    },
  )
}

async function withScores(
  deps: ApiDependencies,
  object: StoredObject,
  query: z.output<typeof querystring>,
  signal: AbortSignal,
) {
  const { db, model } = deps
  const name = query.labelSet!
  const { id } = await requireLabelSet(db, { name, version: query.labelSetVersion })
  const labelSet = await getLabelSet(db, id)
  if (!labelSet) throw notFound('labelSet', name, 'label set')
  if (object.hearings.some((hearing) => hearing.modelId === model.id)) {
    await embedLabelSet(deps, labelSet, signal)
  }
  const rows = await scoreObjectWindows(db, {
    objectId: object.id,
    labelSetId: labelSet.id,
    top: query.top ?? DEFAULT_TOP,
  })
  const scores = groupByWindow(rows)
  return {
    ...object,
    hearings: object.hearings.map((hearing) => ({
      ...hearing,
      windows: hearing.windows.map((window) => {
        const found = scores.get(`${hearing.id}/${window.index}`)
        return found ? { ...window, scores: found } : window
      }),
    })),
  }
}

function groupByWindow(rows: readonly WindowScore[]): Map<string, WindowScore[]> {
  const groups = new Map<string, WindowScore[]>()
  for (const row of rows) {
    const window = `${row.hearingId}/${row.windowIndex}`
    const group = groups.get(window)
    if (group) group.push(row)
    else groups.set(window, [row])
  }
  return groups
}
