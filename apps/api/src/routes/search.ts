import { DEFAULT_TEMPLATE, expandTemplate } from '@earmark/core'
import { searchObjects } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeSearch } from '../describe-search.js'
import { embedQuery } from '../embed-query.js'
import { requestSignal } from '../request-signal.js'
import { resolveModel } from '../resolve-model.js'
import { resolveSearchFilter } from '../resolve-search-filter.js'
import { answer } from '../schemas/answer.js'
import { modelParameter } from '../schemas/model.js'
import { booleanParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { exactParameter, searchFilter, textSearchResult } from '../schemas/search.js'
import { text } from '../schemas/text.js'

const MAX_QUERY_CHARACTERS = 1000

const querystring = z.strictObject({
  q: text(MAX_QUERY_CHARACTERS).meta({
    description: 'Any words.',
    examples: ['rain on a tent'],
  }),
  raw: booleanParameter.optional().meta({
    description: `true searches for \`q\` as it stands. Default: for "${DEFAULT_TEMPLATE}", as labels are.`,
  }),
  ...searchFilter,
  exact: exactParameter,
  model: modelParameter,
})

export function search(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.get(
    '/search',
    {
      schema: {
        tags: ['search'],
        operationId: 'search',
        summary: 'Find moments by words',
        description:
          'The objects with the windows nearest to the words, each with its best moments. Without a search index every window is compared, and `note` says so.',
        querystring,
        response: {
          200: answer('What was found.', textSearchResult),
          ...problems(400, 404, 422),
        },
      },
    },
    async ({ query }, reply) => {
      const { q, raw, exact: isExact = false, limit, ...filters } = query
      const prompt = raw ? q : expandTemplate(DEFAULT_TEMPLATE, q)
      const model = await resolveModel(deps, query.model)
      const filter = await resolveSearchFilter(db, filters)
      const embedding = await embedQuery(deps, { prompt, model }, requestSignal(reply))
      const found = await searchObjects(db, {
        embedding,
        modelId: model.id,
        limit,
        filter,
        isExact,
      })
      return { query: { q, prompt }, ...(await describeSearch(db, { model, ...found }, isExact)) }
    },
  )
}
