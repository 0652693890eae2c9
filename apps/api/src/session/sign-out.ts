import { routes } from '@earmark/contract'
import { endSession } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { isSecure, requireOwnOrigin } from '../http/site/own-origin.js'
import { clearSessionCookie, readSessionCookie } from './session-cookie.js'

/** Needs nobody who is signed in: whoever's session has ended is rid of the cookie, too. */
export function signOut(app: ApiServer, { db, site }: ApiDependencies): void {
  serveRoute(app, routes.signOut, async (request, reply) => {
    const token = readSessionCookie(request)
    if (token !== undefined) {
      requireOwnOrigin(site, request)
      await endSession(db, token)
      clearSessionCookie(reply, isSecure(site, request))
    }
    return reply.code(204).send(null)
  })
}
