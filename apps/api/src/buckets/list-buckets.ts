import { routes } from '@earmark/contract'
import { EarmarkError } from '@earmark/core'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'

export function listBuckets(app: ApiServer, { storage }: ApiDependencies): void {
  serveRoute(app, routes.listBuckets, async (_, reply) => {
    try {
      const items = await storage.listBuckets({ signal: requestSignal(reply) })
      return { items: items.sort((a, b) => (a.name < b.name ? -1 : 1)), forbidden: false }
    } catch (error) {
      // Credentials for one bucket are common, and may not list them all.
      if (!(error instanceof EarmarkError) || error.code !== 'ACCESS_DENIED') throw error
      return { items: [], forbidden: true }
    }
  })
}
