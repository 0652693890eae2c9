import { routes } from '@earmark/contract'
import { listModels as selectModels } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'

export function listModels(app: ApiServer, { db, model }: ApiDependencies): void {
  serveRoute(app, routes.listModels, async () => ({
    items: (await selectModels(db)).map((one) => ({ ...one, isRunning: one.id === model.id })),
  }))
}
