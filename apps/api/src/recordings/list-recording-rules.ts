import { routes } from '@earmark/contract'
import { listRecordingRules as selectRules } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { describeRule } from './describe-recordings.js'

export function listRecordingRules(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listRecordingRules, async () => ({
    items: (await selectRules(db)).map(describeRule),
  }))
}
