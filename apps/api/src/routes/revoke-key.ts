import { revokeApiKey } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiKey } from '../authenticate.js'
import type { ApiDependencies } from '../dependencies.js'
import { HttpProblem, notFound } from '../http-problem.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function revokeKey(app: ApiServer, { db }: ApiDependencies): void {
  app.delete(
    '/keys/:id',
    {
      schema: {
        tags: ['keys'],
        operationId: 'revokeKey',
        summary: 'Revoke the API key of this request',
        description:
          'For good, within 10 s. A key revokes only itself, so that one that leaked locks nobody out; `earmark key revoke`, which has the database, revokes any.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: {
          204: z.null().meta({ description: 'It is revoked.' }),
          ...problems(400, 403, 404),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (id !== request.getDecorator<ApiKey>('apiKey').id) throw notOwn(id)
      if ((await revokeApiKey(db, id)) === null) throw notFound('id', id, 'API key in use')
      return reply.code(204).send(null)
    },
  )
}

function notOwn(id: number): HttpProblem {
  const message = `API key ${id} is not the one of this request: a key revokes only itself. Whoever has the database revokes any with npx earmark key revoke.`
  return new HttpProblem(403, 'FORBIDDEN', message)
}
