import { listApiKeys } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiKey } from '../authenticate.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { apiKey } from '../schemas/api-key.js'
import { problems } from '../schemas/problem.js'

export function listKeys(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/keys',
    {
      schema: {
        tags: ['keys'],
        operationId: 'listKeys',
        summary: 'List API keys',
        description:
          'Those in use first, each the newest first, with when they were last used. What a key consists of is stored nowhere.',
        querystring: z.strictObject({}),
        response: {
          200: answer('All keys.', z.object({ items: z.array(apiKey) })),
          ...problems(400),
        },
      },
    },
    async (request) => {
      const { id: ownId } = request.getDecorator<ApiKey>('apiKey')
      const keys = await listApiKeys(db)
      return { items: keys.map((key) => ({ ...key, isOwn: key.id === ownId })) }
    },
  )
}
