import type { searchIndex as schema } from '@earmark/contract'
import { MIN_INDEXED_WINDOWS, routes } from '@earmark/contract'
import { dropSearchIndex, getSearchIndex } from '@earmark/db'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { HttpProblem } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { type ModelReference, resolveModel, toModelReference } from '../models/resolve-model.js'
import { IndexBuilds } from './index-builds.js'

const BYTES_OF_GB = 1e9
const few = MIN_INDEXED_WINDOWS.toLocaleString('en')

export function searchIndex(app: ApiServer, deps: ApiDependencies): void {
  const { db, pool } = deps
  const builds = new IndexBuilds(deps)
  app.addHook('preClose', () => builds.close())

  async function describe(model: ModelReference): Promise<z.output<typeof schema>> {
    const { modelId: _, ...found } = await getSearchIndex(db, model.id)
    const isBuilding = builds.isBuilding(model.id) && found.state !== 'ready'
    const state = isBuilding ? 'building' : found.state
    const isSmall = state === 'none' && found.windows < MIN_INDEXED_WINDOWS
    return {
      ...found,
      model: toModelReference(model),
      state,
      progress: isBuilding ? (found.progress ?? 0) : found.progress,
      note: isSmall
        ? `Fewer than ${few} windows need no index: comparing all of them takes milliseconds.`
        : null,
    }
  }

  serveRoute(app, routes.getSearchIndex, async ({ query }) =>
    describe(await resolveModel(deps, query.model)),
  )

  serveRoute(app, routes.buildSearchIndex, async ({ body }, reply) => {
    const model = await resolveModel(deps, body?.model)
    const isForced = body?.force ?? false
    const before = await describe(model)
    const isNeeded = before.windows >= (isForced ? 1 : MIN_INDEXED_WINDOWS)
    if (before.state === 'ready' || !isNeeded) return reply.code(200).send(before)
    const memoryBytes = body?.memoryGb && body.memoryGb * BYTES_OF_GB
    if (before.state !== 'building') builds.start(model.id, { isForced, memoryBytes })
    return reply.code(202).send(await describe(model))
  })

  serveRoute(app, routes.dropSearchIndex, async ({ query }) => {
    const model = await resolveModel(deps, query.model)
    if ((await describe(model)).state === 'building') {
      const message = `The search index of ${model.name} is being built: remove it when it is there.`
      throw new HttpProblem(409, 'CONFLICT', message)
    }
    await dropSearchIndex(pool, { modelId: model.id })
    return describe(model)
  })
}
