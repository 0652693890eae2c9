import { dropSearchIndex, getSearchIndex } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { MIN_INDEXED_WINDOWS } from '../describe-search.js'
import { HttpProblem } from '../http-problem.js'
import { IndexBuilds } from '../index-builds.js'
import { type ModelReference, resolveModel, toModelReference } from '../resolve-model.js'
import { answer } from '../schemas/answer.js'
import { modelChoice, modelParameter } from '../schemas/model.js'
import { problems } from '../schemas/problem.js'
import { searchIndex as schema } from '../schemas/search.js'

const few = MIN_INDEXED_WINDOWS.toLocaleString('en')

const request = z
  .strictObject({
    model: modelChoice,
    force: z
      .boolean()
      .default(false)
      .meta({ description: `Also for fewer than ${few} windows, which need no index.` }),
  })
  .meta({ id: 'NewSearchIndex' })

export function searchIndex(app: ApiServer, deps: ApiDependencies): void {
  const { db, pool } = deps
  const builds = new IndexBuilds(deps)
  app.addHook('preClose', () => builds.close())

  async function describe(model: ModelReference): Promise<z.input<typeof schema>> {
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

  app.get(
    '/search-index',
    {
      schema: {
        tags: ['search'],
        operationId: 'getSearchIndex',
        summary: 'Look at the search index',
        querystring: z.strictObject({ model: modelParameter }),
        response: { 200: answer('Its state.', schema), ...problems(400, 404) },
      },
    },
    async ({ query }) => describe(await resolveModel(deps, query.model)),
  )

  app.post(
    '/search-index',
    {
      schema: {
        tags: ['search'],
        operationId: 'buildSearchIndex',
        summary: 'Build the search index',
        description:
          'In the background, beside running work; best after a bulk load. Search is exact until it is there. What is heard later is added as it is heard.',
        querystring: z.strictObject({}),
        body: request.optional().nullable(),
        response: {
          200: answer('There is nothing to build: it is there, or not needed.', schema),
          202: answer('It is being built.', schema),
          ...problems(400, 404, 413, 415),
        },
      },
    },
    async ({ body }, reply) => {
      const model = await resolveModel(deps, body?.model)
      const isForced = body?.force ?? false
      const before = await describe(model)
      const isNeeded = before.windows >= (isForced ? 1 : MIN_INDEXED_WINDOWS)
      if (before.state === 'ready' || !isNeeded) return reply.code(200).send(before)
      if (before.state !== 'building') builds.start(model.id, { isForced })
      return reply.code(202).send(await describe(model))
    },
  )

  app.delete(
    '/search-index',
    {
      schema: {
        tags: ['search'],
        operationId: 'dropSearchIndex',
        summary: 'Remove the search index',
        description: 'Search is exact from then on. Where there is none, nothing happens.',
        querystring: z.strictObject({ model: modelParameter }),
        response: {
          200: answer('Its state.', schema),
          ...problems(400, 404, 409),
        },
      },
    },
    async ({ query }) => {
      const model = await resolveModel(deps, query.model)
      if ((await describe(model)).state === 'building') {
        const message = `The search index of ${model.name} is being built: remove it when it is there.`
        throw new HttpProblem(409, 'CONFLICT', message)
      }
      await dropSearchIndex(pool, { modelId: model.id })
      return describe(model)
    },
  )
}
