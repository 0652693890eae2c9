import { routes } from '@earmark/contract'
import { refreshInfo } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { describeRecordings } from './describe-recordings.js'

export function getRecordingCounts(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getRecordingCounts, async ({ query }) => {
    const isPending = await refreshInfo(db, () => true)
    return describeRecordings(db, toAddressFilter(query.prefix), isPending)
  })
}
