import { routes } from '@earmark/contract'
import { findObject } from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { notFound } from '../../http/http-problem.js'
import { serveRoute } from '../../http/serve-route.js'
import { sendStored } from './send-stored.js'

export function getObjectAudio(app: ApiServer, deps: ApiDependencies): void {
  serveRoute(app, routes.getObjectAudio, async (request, reply) => {
    const { id } = request.params
    const object = await findObject(deps.db, id)
    if (!object) throw notFound('id', id, 'object')
    return sendStored(deps, object, request, reply)
  })
}
