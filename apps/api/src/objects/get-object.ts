import { DEFAULT_TOP_SCORES, routes } from '@earmark/contract'
import {
  getLabelSet,
  type StoredObject,
  scoreObjectWindows,
  getObject as selectObject,
  type WindowScore,
} from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { embedLabelSet } from '../label-sets/embed-label-set.js'
import { requireLabelSet } from '../label-sets/require-names.js'

export function getObject(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.getObject, async (request, reply) => {
    const { id } = request.params
    const object = await selectObject(db, id)
    if (!object) throw notFound('id', id, 'object')
    if (request.query.labelSet === undefined) return object
    return withScores(deps, object, request.query, requestSignal(reply))
  })
}

async function withScores(
  deps: ApiDependencies,
  object: StoredObject,
  query: z.output<typeof routes.getObject.query>,
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
    top: query.top ?? DEFAULT_TOP_SCORES,
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
