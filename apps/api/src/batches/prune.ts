import { routes } from '@earmark/contract'
import {
  countPrunableEvents,
  listPrunableBatches,
  pruneBatches,
  pruneDeliveries,
  pruneWatchEvents,
} from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'

const DAY_MS = 24 * 3600 * 1000

export function prune(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.prune, async ({ body: { olderThanDays, dryRun } }, reply) => {
    const before = new Date(Date.now() - olderThanDays * DAY_MS)
    if (dryRun) {
      const batchIds = await listPrunableBatches(db, before)
      return { batchIds, events: await countPrunableEvents(db, before), dryRun }
    }
    const signal = requestSignal(reply)
    const batchIds = await pruneBatches(db, before, signal)
    const events = await pruneWatchEvents(db, before, signal)
    await pruneDeliveries(db, before)
    return { batchIds, events, dryRun }
  })
}
