import { routes } from '@earmark/contract'
import { deleteRecordingRule as removeRule } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { deriveWithin } from './derive-within.js'

export function deleteRecordingRule(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.deleteRecordingRule, async ({ params: { id } }, reply) => {
    if (!(await removeRule(db, id))) throw notFound('id', id, 'rule with a prefix')
    await deriveWithin(db)
    return reply.code(204).send(null)
  })
}
